import type { Environment } from "./environment.ts";
import type { OrphanIndex } from "./orphaned.ts";
import type { ArticleTask } from "./prepare.ts";
import type { Run } from "./run.ts";

/** What decides about all of an article's tasks. */
export interface TaskOptions {
  /** Whether a block may be asked for. */
  readonly mayAsk: (id: string) => boolean;
  /** The job's folder, absolute. */
  readonly dir: string;
  readonly run: Pick<Run, "emit" | "now" | "store" | "pictures" | "inspectPicture">;
  readonly orphaned: OrphanIndex;
  readonly variables: Environment["variables"];
  /** Whether what finds no room in the flex tier is asked at the usual price. */
  readonly fallsBack: boolean;
  /** The articles that wait for a batch: what their texts go along with waits as well. */
  readonly out?: ReadonlySet<string> | undefined;
  /** Whether workers ask, with keys of their own. */
  readonly isQueued: boolean;
}

/** @param mayAsk whether a block may be asked for */
export function toTaskOptions(
  { job, options, orphaned, variables, out }: ArticleTask,
  mayAsk: TaskOptions["mayAsk"],
  run: TaskOptions["run"],
): TaskOptions {
  const isQueued = options.queue !== undefined;
  const fallsBack = job.flex.otherwise === "standard";
  return { mayAsk, dir: job.dir, run, orphaned, variables, fallsBack, isQueued, out };
}
