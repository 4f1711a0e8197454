import { resolve } from "node:path";
import { PreloError } from "../errors.ts";
import type { Verbosity } from "./reporters/reporter.ts";
import type { JobOptions } from "../build/environment.ts";
import type { Shard } from "../build/shard.ts";

/** What the command line says about a job, as commander gives it. */
export interface JobFlags {
  readonly article?: string[];
  readonly shard?: Shard;
  readonly sandbox?: true;
  readonly refresh?: string[];
  readonly budgetUsd?: number;
  readonly stale?: "ask" | "keep";
}

/** How much the command line wants to be told. */
export interface VerbosityFlags {
  readonly quiet?: true;
  readonly verbose?: true;
}

/** @throws PreloError USAGE for both at once */
export function toVerbosity({ quiet, verbose }: VerbosityFlags): Verbosity {
  if (quiet && verbose) {
    throw new PreloError("USAGE", "--quiet and --verbose exclude each other");
  }
  return quiet ? "quiet" : verbose ? "verbose" : "normal";
}

const defaultJob = "pipeline.yaml";

/**
 * The options that the flags mean. `--article` takes several names and so would take a job file
 * behind it as well; a slug holds no dot, so what looks like a YAML file is the job.
 */
export function toJobOptions(job: string | undefined, flags: JobFlags): JobOptions {
  const { article = [], shard, refresh, sandbox, budgetUsd, stale } = flags;
  const file = job ?? [...article, ...(refresh ?? [])].findLast(isFile) ?? defaultJob;
  const articles = article.flatMap((value) => value.split(",")).filter((value) => !isFile(value));
  const ids = refresh?.flatMap((value) => value.split(",")).filter((value) => !isFile(value));
  return {
    jobFile: resolve(file),
    ...(articles.length > 0 && { articles }),
    ...(shard !== undefined && { shard }),
    ...(sandbox === true && { sandbox }),
    ...(ids !== undefined && { refresh: ids.includes("all") ? "all" : ids }),
    ...(budgetUsd !== undefined && { budgetUsd }),
    ...(stale === "keep" && { stale }),
  };
}

function isFile(value: string): boolean {
  return /\.ya?ml$/i.test(value);
}
