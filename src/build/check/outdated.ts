import { relative } from "node:path";
import type { Article, Job } from "../../job/types.ts";
import { namesOf } from "../../publish/names.ts";
import { findOrphanedFolders } from "../../publish/orphaned-folders.ts";
import { recordPath } from "../../answers/record-name.ts";
import type { OrphanedAnswer } from "../orphaned.ts";
import { locate } from "../locate.ts";
import type { Finding } from "./finding.ts";

const remedy = "`prelo build` publishes it from the answers, with no request";

/** An article whose pages are not what a build would publish. */
export function outdated(article: Article, why: string): Finding {
  const told = locate({ article }, undefined, `${why}; ${remedy}`);
  return { article: article.slug, block: undefined, code: "OUTPUT_STALE", ...told };
}

/** A page of the site as a whole. */
export function outdatedSite({ file, dir, output }: Job, page: string): Finding {
  return {
    article: undefined,
    block: undefined,
    ref: { file: relative(dir, file), line: 1, column: 1 },
    code: "OUTPUT_STALE",
    message: `${relative(dir, output.dir)}/${page} is not what the published articles give; ${remedy}`,
  };
}

/** What a person sees after `rm -rf output`. */
export function nothingPublished({ file, dir, output, articles }: Job): Finding {
  return {
    article: undefined,
    block: undefined,
    ref: { file: relative(dir, file), line: 1, column: 1 },
    code: "OUTPUT_STALE",
    message: `none of the ${articles.length} articles is published in ${relative(dir, output.dir)}/; ${remedy.replace(" it ", " them ")}`,
  };
}

/** Answers that no block uses. */
export function findOrphanedAnswers(
  { file, dir }: Job,
  orphaned: readonly OrphanedAnswer[],
): readonly Finding[] {
  return orphaned.map((answer) => ({
    article: undefined,
    block: undefined,
    ref: { file: relative(dir, file), line: 1, column: 1 },
    code: "ANSWER_STALE",
    message:
      `no block uses the answer ${recordPath(answer)}; ` +
      (answer.edited
        ? "a person edited it: `prelo prune --edited` removes it"
        : "`prelo prune` removes it"),
    isWarning: true,
  }));
}

/** What is still published of articles that are gone. */
export function findGone(
  { file, dir, output }: Job,
  articles: readonly Article[],
): readonly Finding[] {
  return findOrphanedFolders(output.dir, namesOf(articles)).map(({ slug }) => ({
    article: undefined,
    block: undefined,
    ref: { file: relative(dir, file), line: 1, column: 1 },
    code: "OUTPUT_STALE",
    message: `${relative(dir, output.dir)}/${slug} is published, and no article uses it; \`prelo prune\` removes it`,
    isWarning: true,
  }));
}
