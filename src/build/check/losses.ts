import { type Article, type Block, imageFormats } from "../../job/types.ts";
import { describeLosses } from "../../pictures/describe-losses.ts";
import type { Manifest } from "../../publish/manifest.ts";
import { locate } from "../locate.ts";
import type { ArticleTask, PreparedArticle } from "../prepare.ts";
import type { Finding } from "./finding.ts";

/** What of an article's pictures is not published; a warning for each, as a build says it. */
export function findLosses(
  { article }: ArticleTask,
  { planned }: PreparedArticle,
  manifest: Manifest | undefined,
): readonly Finding[] {
  const recorded = planned.flatMap(({ block, assessment }) => {
    const answer = assessment?.recorded;
    if (block.kind !== "image" || answer?.kind !== "image") {
      return [];
    }
    return answer.images.flatMap((image) =>
      describeLosses(image, block.variants).map((what) =>
        toFinding(article, block, image.file, what),
      ),
    );
  });
  const published = manifest?.files ?? [];
  const others = published
    .filter(({ from: [from = ""] }) => !from.startsWith("answers/"))
    .flatMap(({ original = {}, from: [from = ""] }) => {
      const files = published
        .filter((entry) => entry.from[0] === from)
        .map(({ file: name }) => name);
      const formats = imageFormats.filter((format) => files.some((name) => name.endsWith(format)));
      return describeLosses(original, { formats }).map((what) =>
        toFinding(article, undefined, from, what),
      );
    });
  return [...recorded, ...others];
}

function toFinding(
  article: Article,
  block: Pick<Block, "id" | "ref"> | undefined,
  picture: string,
  what: string,
): Finding {
  const told = locate({ article }, block?.ref, `${picture}: ${what}`);
  const subject = { article: article.slug, block: block?.id };
  return { ...subject, ...told, code: "IMAGE_INVALID", isWarning: true };
}
