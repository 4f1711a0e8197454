import { acquireLock } from "../answers/lock.ts";
import { AnswerStore } from "../answers/store.ts";
import type { Article, Job } from "../job/types.ts";
import type { Environment } from "./environment.ts";
import { OrphanIndex } from "./orphaned.ts";
import type { ArticleTask } from "./prepare.ts";

/** The answers of a job, as a command looks at them that asks nobody. */
export interface HeldAnswers {
  readonly store: AnswerStore;
  readonly orphaned: OrphanIndex;
  /** What is to be planned of an article. */
  readonly taskOf: (article: Article) => ArticleTask;
}

/**
 * Works on a job's answers, which nobody else changes meanwhile.
 * @param dryRun true where they are only looked at: then others may
 * @throws PreloError LOCKED, and what the work throws
 */
export async function holdAnswers<Result>(
  {
    job,
    jobFile,
    dryRun,
  }: { readonly job: Job; readonly jobFile: string; readonly dryRun: boolean },
  { variables, lockHolder }: Pick<Environment, "variables" | "lockHolder">,
  work: (held: HeldAnswers) => Promise<Result>,
): Promise<Result> {
  const giveLockBack = dryRun ? undefined : await acquireLock(job.answersDir, lockHolder);
  try {
    const store = new AnswerStore(job.answersDir);
    const orphaned = new OrphanIndex(job.articles, store);
    const common = {
      job,
      options: { jobFile },
      variables,
      store,
      orphaned,
      standIn: false,
    } as const;
    return await work({ store, orphaned, taskOf: (article) => ({ ...common, article }) });
  } finally {
    await giveLockBack?.();
  }
}
