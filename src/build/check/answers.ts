import type { ErrorCode } from "../../errors.ts";
import type { Answer, Status } from "../../answers/types.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { Assessment } from "../../plan/assessment.ts";
import type { PlannedBlock } from "../../plan/plan-context.ts";
import { locate, type Located, placeOfUnfit } from "../locate.ts";
import type { ArticleTask, PreparedArticle } from "../prepare.ts";
import { listUnreviewed, type Unreviewed } from "../unreviewed.ts";
import type { Finding } from "./finding.ts";

const notUsable = {
  stale: "ANSWER_STALE",
  unfit: "CHECK_FAILED",
  // What is fresh or edited stands elsewhere than a build will have it.
  missing: "ANSWER_MISSING",
  fresh: "ANSWER_MISSING",
  edited: "ANSWER_MISSING",
} as const satisfies Record<Status, ErrorCode>;

/**
 * The answers of an article that are not fresh.
 * @param fromSandbox the blocks that the sandbox has answered, which are told together
 */
export function checkAnswers(
  { article, job, options }: ArticleTask,
  { planned }: PreparedArticle,
  fromSandbox: ReadonlySet<string>,
): readonly Finding[] {
  return planned
    .filter(
      ({ ask, isStopped, status, assessment, warning }) =>
        ask ||
        isStopped === true ||
        status === "stale" ||
        isOff(assessment) ||
        // The source of a person's translation changed: that person may want to look.
        (article.translates !== undefined && warning !== undefined),
    )
    .filter(({ block, status }) => !(status === "missing" && fromSandbox.has(block.id)))
    .map((block) => toFinding(block, { article, job }, options.stale === "keep"));
}

/**
 * The texts that nobody has reviewed as they are, with what to do at their records; a review that does not
 * hold is told also where none is asked for. What is to be asked for, or comes from the sandbox, is told by itself.
 */
export function checkReviews(
  { article, job }: ArticleTask,
  { planned }: PreparedArticle,
): readonly Finding[] {
  const answers = new Map<string, Answer>();
  for (const { block, ask, assessment } of planned) {
    const recorded = ask ? undefined : assessment?.recorded;
    if (recorded !== undefined && recorded.provider !== sandboxProvider) {
      answers.set(block.id, recorded);
    }
  }
  return listUnreviewed(article, answers, job)
    .filter(({ isWritten }) => isWritten || job.output.requireReview)
    .map((each) => toUnreviewed(each, article.slug, job.output.requireReview));
}

function toUnreviewed(
  { block, why, ref }: Unreviewed,
  article: string,
  isRequired: boolean,
): Finding {
  const message = `${why}; read it, and write \`reviewed: NAME, YYYY-MM-DD\` into its front matter`;
  const found = { article, block, ref, code: "ANSWER_UNREVIEWED", message } as const;
  return isRequired ? found : { ...found, isWarning: true };
}

function toFinding(
  { block, ask, status, reasons, assessment, warning }: PlannedBlock,
  where: Located,
  keepsStale: boolean,
): Finding {
  const isOutdated = status === "edited" && warning !== undefined && !isOff(assessment);
  const isBearable = (keepsStale && status === "stale") || isOutdated;
  const { slug } = where.article;
  const at = placeOfUnfit(assessment?.unfit, { slug, id: block.id, kind: "text" }, where.job);
  const message =
    describeOff(assessment) ??
    (isOutdated ? warning : `its answer is ${status}: ${reasons.join("; ")}`);
  return {
    article: slug,
    block: block.id,
    ...locate(where, at ?? block.ref, message),
    code:
      assessment?.refused?.code ??
      (assessment?.unfit === undefined ? notUsable[status] : "CHECK_FAILED"),
    ...(!ask && isBearable && { isWarning: true }),
  };
}

/** An answer that is not as the pages need it, although nothing is to be asked. */
function isOff(assessment: Assessment | undefined): boolean {
  return describeOff(assessment) !== undefined || assessment?.unfit !== undefined;
}

function describeOff(assessment: Assessment | undefined): string | undefined {
  const { movedFrom, adopts } = assessment ?? {};
  if (movedFrom !== undefined) {
    return `its answer stands under another name (${movedFrom.slug}/${movedFrom.id}); a build moves it`;
  }
  return adopts && "an attempt that was kept aside passes its checks by now; a build takes it";
}
