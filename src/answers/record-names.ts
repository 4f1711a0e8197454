import { altIdsOf, listAsked } from "../job/alt-blocks.ts";
import type { Asked } from "../job/asked.ts";
import type { Article } from "../job/types.ts";
import type { RecordName } from "./record-name.ts";

/** The name of a block's own record. */
export function recordOf({ slug }: Pick<Article, "slug">, { id, kind }: Asked): RecordName {
  return { slug, id, kind: kind === "image" ? "image" : "text" };
}

/** The records of all that a model answers. */
export function recordNames(article: Article): readonly RecordName[] {
  return listAsked(article).map((block) => recordOf(article, block));
}

/**
 * All records that an article's blocks claim: also the posters of its videos, and what was said of
 * pictures that are not shown now.
 */
export function claimedNames(article: Article): readonly RecordName[] {
  const { slug, absent = [] } = article;
  const blocks = [...article.blocks, ...absent];
  const described = blocks
    .filter((block) => block.kind === "image")
    .flatMap(altIdsOf)
    .map((id): RecordName => ({ slug, id, kind: "text" }));
  const videos = blocks
    .filter(({ kind }) => kind === "video")
    .map(({ id }): RecordName => ({ slug, id, kind: "image" }));
  const asked = absent.length === 0 ? article : { ...article, blocks };
  return [...recordNames(asked), ...described, ...videos, ...translationNames(article)];
}

/** The records of an article's translations: any of its blocks may have one. */
function translationNames({
  slug,
  blocks,
  absent = [],
  translations,
}: Article): readonly RecordName[] {
  return (translations?.to ?? []).flatMap(({ language }) =>
    [...blocks, ...absent].map(({ id }): RecordName => ({
      slug: `${slug}/${language}`,
      id,
      kind: "text",
    })),
  );
}
