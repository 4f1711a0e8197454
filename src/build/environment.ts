import type { LockHolder } from "../answers/lock.ts";
import type { CustomFormats } from "../article/formats/custom-format.ts";
import type { Overrides } from "../job/override.ts";
import type { RunContext } from "../requests/context.ts";
import type { Emit } from "../requests/events.ts";
import type { Totals } from "../requests/spending.ts";
import type { Variables } from "../secrets/collect.ts";
import type { Shard } from "./shard.ts";

/** What comes from outside: the command line hands it down, tests make it up. */
export interface Environment extends Pick<RunContext, "now" | "clock" | "random"> {
  readonly variables: Variables;
  readonly lockHolder: LockHolder;
  /** Pictures that may be worked on at the same time. */
  readonly threads: number;
  /** Prelo's own version. */
  readonly version: string;
  readonly emit: Emit;
  /** Variables that hold secrets, whatever they are called, besides the providers' keys. */
  readonly secretNames?: ReadonlySet<string>;
  /** Is told which variables hold the providers' keys: who prints what happens hides their values. */
  readonly learnKeyNames?: (names: ReadonlySet<string>) => void;
  /** Aborts when no new request may be sent; its reason is the error to report. */
  readonly stopping: AbortSignal;
  /** Aborts when even what is in flight must end. */
  readonly aborting: AbortSignal;
}

/** What a build, a plan and a check have in common. */
export interface JobOptions {
  /** Absolute path of the job file. */
  readonly jobFile: string;
  /** Names, paths of prompts or data files, or globs of either; unset: all articles. */
  readonly articles?: readonly string[];
  /** Of those articles only what has one of these tags. */
  readonly tags?: readonly string[];
  /** Of each table, and of each glob, only the first so many. */
  readonly limit?: number;
  /** Of those articles only one part; unset: all of them. */
  readonly shard?: Shard;
  readonly sandbox?: boolean;
  /** Ids (`id` or `slug/id`), or all. */
  readonly refresh?: readonly string[] | "all";
  readonly budgetUsd?: number;
  /** Sends by batch whatever may go so, whatever the job says. */
  readonly batch?: boolean;
  /** `keep` uses stale answers as they are; unset: they are asked for again. */
  readonly stale?: "keep";
  /** What is said over the job file. */
  readonly overrides?: Overrides;
  /** Formats beside Prelo's own. */
  readonly formats?: CustomFormats;
}

export interface BuildOptions extends JobOptions {
  /** No request: what is missing or stale is an error. */
  readonly frozen?: boolean;
  /** Asks for these blocks (`slug/id`) and for what they quote, and for nothing else; unset: for all. */
  readonly only?: readonly string[];
  /** What earlier runs of this invocation took: the job's budget is for all of them together. */
  readonly before?: Pick<Totals, "requests" | "costUsd">;
  /** Does not wait for batches that are out. */
  readonly noWait?: boolean;
  /** Overrides every provider's own. */
  readonly concurrency?: number;
  /** Leaves the sending to the workers of the job's queue; `local` takes part in it. */
  readonly queue?: "workers" | "local";
}

/** Whether a CI system runs this, as nearly all of them say by `CI`. */
export function isCi(variables: Environment["variables"]): boolean {
  const value = variables["CI"]?.toLowerCase() ?? "";
  return value !== "" && value !== "false" && value !== "0";
}
