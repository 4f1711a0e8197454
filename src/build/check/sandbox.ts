import { PreloError } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import { listAsked } from "../../job/alt-blocks.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { SourceRef } from "../../job/types.ts";
import { cacheInspections, inspectAlone } from "../../pictures/inspection/cached-inspection.ts";
import { findRecordedPoster, type Poster } from "../../pictures/poster.ts";
import type { Manifest } from "../../publish/manifest.ts";
import { locate } from "../locate.ts";
import type { ArticleTask, PreparedArticle } from "../prepare.ts";
import type { Finding } from "./finding.ts";

/** The posters of an article's videos, by the video's id; undefined for one that is not recorded. */
export type Posters = ReadonlyMap<string, Poster | undefined>;

interface Block {
  readonly id: string;
  readonly ref: SourceRef;
}

/** The blocks of an article whose recorded answers come from the sandbox. */
export function findSandboxed(
  { article }: ArticleTask,
  { context }: PreparedArticle,
  posters: Posters,
): readonly Block[] {
  const questions = listAsked(article).filter(({ kind }) => kind === "alt");
  return [...article.blocks, ...questions].filter(({ id }) => {
    const read = context.read.get(id);
    const recorded = read?.state === "read" ? read.answer.provider : posters.get(id)?.provider;
    return recorded === sandboxProvider;
  });
}

/** Ids in one message at the most. */
const namesShown = 5;

/**
 * What is to be said of an article's answers by the sandbox, all together: an error, or where it stands
 * in for a provider whose key is not set, a warning, as a build lets it pass there.
 */
export function describeSandboxed(
  { article, options }: ArticleTask,
  { targets }: PreparedArticle,
  blocks: readonly Block[],
): readonly Finding[] {
  const [first] = blocks;
  if (first === undefined || options.sandbox === true) {
    return [];
  }
  const isOne = blocks.length === 1;
  const whole = { article: article.slug, block: isOne ? first.id : undefined };
  const count = plural(blocks.length, "answer");
  if (targets.sandboxReason !== undefined) {
    const message = `${count} ${isOne ? "is" : "are"} the sandbox's, since ${targets.sandboxReason}; in CI this would fail`;
    const told = locate({ article }, undefined, message);
    return [{ ...whole, ...told, code: "ANSWER_MISSING", isWarning: true }];
  }
  const more = blocks.length - namesShown;
  const names = blocks.slice(0, namesShown).map(({ id }) => id);
  const listed = `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const message = `only the sandbox has answered ${listed}: build with a key, or check with --sandbox`;
  const told = locate({ article }, isOne ? first.ref : undefined, message);
  return [{ ...whole, ...told, code: "ANSWER_MISSING" }];
}

/** Looks for the recorded posters of an article's videos. */
export async function findPosters(
  { article, store }: ArticleTask,
  manifest: Manifest | undefined,
): Promise<Posters> {
  const inspectPicture = cacheInspections(manifest?.files ?? [], inspectAlone);
  // A picture of the article's own counts with the answer that it belongs to.
  const videos = article.blocks
    .filter((block) => block.kind === "video")
    .filter(({ posterPicture }) => posterPicture === undefined);
  const found = await Promise.all(
    videos.map(async (block) => {
      try {
        const poster = await findRecordedPoster(article.slug, block, { store, inspectPicture });
        return [block.id, poster] as const;
      } catch (error) {
        if (error instanceof PreloError) {
          return [block.id, undefined] as const;
        }
        throw error;
      }
    }),
  );
  return new Map(found);
}
