import { assertKnownBlocks, namesBlock } from "./named-blocks.ts";
import { PreloError } from "../errors.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { SourceRef } from "../job/types.ts";
import { pageId } from "../article/translation/translation-article.ts";
import { recordOf } from "../answers/record-names.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";
import type { Environment } from "./environment.ts";
import { holdAnswers } from "./hold-answers.ts";
import { loadCheckedJob } from "./load-job.ts";
import { locateError } from "./locate.ts";
import { type ArticleTask, prepareArticle, type PreparedArticle } from "./prepare.ts";
import { prepareTranslations, type PreparedTranslation } from "./translations/prepare.ts";

export interface AcceptOptions {
  /** Absolute path of the job file. */
  readonly jobFile: string;
  /** Ids (`id` or `slug/id`), or all that are stale. */
  readonly names: readonly string[] | "all";
  /** Only says what would be accepted. */
  readonly dryRun: boolean;
}

export interface AcceptResult {
  /** `slug/id`, in the order in which they depend on each other. */
  readonly accepted: readonly string[];
  /** Named, and fresh already. */
  readonly fresh: readonly string[];
  readonly failures: readonly {
    readonly name: string;
    readonly ref: SourceRef;
    /** The error's, with the place of a table's template. */
    readonly message: string;
    readonly error: PreloError;
  }[];
}

/**
 * Notes in the records of stale answers that they are right for today's requests: in the order of
 * their dependencies, so that what quotes an accepted answer is judged by it. The sandbox's answers
 * are never accepted.
 * @throws JobError; PreloError USAGE, LOCKED, READ_FAILED, WRITE_FAILED
 */
export async function acceptJob(
  { jobFile, names, dryRun }: AcceptOptions,
  environment: Pick<Environment, "variables" | "lockHolder" | "now">,
): Promise<AcceptResult> {
  const { job } = await loadCheckedJob({ jobFile });
  assertKnownBlocks(names, job.articles, "accept", "blocks");
  const date = new Date(environment.now()).toISOString().slice(0, 10);
  return holdAnswers({ job, jobFile, dryRun }, environment, async ({ store, taskOf }) => {
    const [accepted, fresh, failures] = [[] as string[], [] as string[], [] as Failure[]];
    for (const article of job.articles) {
      const task: NamingTask = {
        ...taskOf(article),
        accepts: (named, block) => namesBlock(names, named, block),
      };
      for (const { block, plan } of await listNamed(task)) {
        const { assessment } = block;
        const { id, ref } = block.block;
        const { slug } = plan.article;
        const name = `${slug}/${id}`;
        if (assessment?.stale === "accepted") {
          const { fingerprint } = assessment.request;
          if (!dryRun) {
            const page = id === pageId && "page" in plan ? plan.page : undefined;
            await (page === undefined
              ? store.accept(recordOf(plan.article, block.block), { fingerprint, date })
              : store.writePage(slug, page.record));
          }
          accepted.push(name);
          continue;
        }
        const error = whyNot(block);
        if (error === undefined) {
          fresh.push(name);
        }
        // Of all, only what is stale is meant.
        else if (names !== "all" || block.status === "stale") {
          failures.push({ name, error, ...locateError(error, { article, job }, ref) });
        }
      }
    }
    return { accepted, fresh: names === "all" ? [] : fresh, failures };
  });
}

type NamingTask = ArticleTask & Pick<Required<ArticleTask>, "accepts">;
type Plan = PreparedArticle | PreparedTranslation;

/** The named blocks of an article, and of its translations, each with the plan that it is of. */
async function listNamed(
  task: NamingTask,
): Promise<readonly { readonly block: PlannedBlock; readonly plan: Plan }[]> {
  const prepared = await prepareArticle(task);
  const plans: readonly Plan[] = [prepared, ...(await prepareTranslations(task, prepared))];
  return plans.flatMap((plan) =>
    plan.planned
      .filter(({ block }) => task.accepts(plan.article, block))
      .map((block) => ({ block, plan })),
  );
}

type Failure = AcceptResult["failures"][number];

/** Why an answer cannot be accepted; undefined when it need not be. */
function whyNot({ status, reasons, assessment }: PlannedBlock): PreloError | undefined {
  if (status === "fresh" || (status === "edited" && assessment !== undefined)) {
    return undefined;
  }
  const why = reasons.join("; ");
  if (assessment?.recorded?.provider === sandboxProvider) {
    return new PreloError("ANSWER_MISSING", "only the sandbox has answered it", {
      hint: "Build with the provider's key: the sandbox's answers are only placeholders.",
    });
  }
  if (status === "unfit") {
    return new PreloError("CHECK_FAILED", why, {
      hint: "Edit the answer until it passes, or ask for less in `checks`.",
    });
  }
  return new PreloError("ANSWER_MISSING", `its answer is ${status}: ${why}`, {
    hint:
      status === "missing"
        ? "Build, so that it is asked for."
        : "Accept what it quotes as well where that is stale; build where that is missing.",
  });
}
