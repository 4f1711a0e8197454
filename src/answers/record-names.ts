import { listAsked } from "../job/alt-blocks.ts";
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

/** All records that an article's blocks claim, the posters of its videos included. */
export function claimedNames(article: Article): readonly RecordName[] {
  const videos = article.blocks
    .filter(({ kind }) => kind === "video")
    .map(({ id }): RecordName => ({ slug: article.slug, id, kind: "image" }));
  return [...recordNames(article), ...videos];
}
