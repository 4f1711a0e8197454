import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { PreloError } from "../errors.ts";
import type { Verbosity } from "./reporters/reporter.ts";
import type { JobOptions } from "../build/environment.ts";
import type { Shard } from "../build/shard.ts";

/** What the command line says about a job, as commander gives it. */
export interface JobFlags {
  readonly article?: string[];
  readonly tag?: string[];
  readonly limit?: number;
  readonly shard?: Shard;
  readonly sandbox?: true;
  readonly refresh?: string[];
  readonly budgetUsd?: number;
  readonly batch?: true;
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
 * behind it as well: the last of its files that is a job is the job.
 */
export function toJobOptions(job: string | undefined, flags: JobFlags): JobOptions {
  const { article = [], tag, limit, shard, refresh, sandbox, budgetUsd, stale, batch } = flags;
  const behind = [...article.filter(isJob), ...[...(tag ?? []), ...(refresh ?? [])].filter(isFile)];
  const file = job ?? behind.at(-1) ?? defaultJob;
  const jobFile = resolve(file);
  const articles = article
    // A comma within braces belongs to a glob.
    .flatMap((value) => value.split(/,(?![^{]*\})/))
    .filter((value) => job !== undefined || value !== file)
    .map((value) => toPattern(value, dirname(jobFile)));
  const tags = tag?.flatMap((value) => value.split(",")).filter((value) => !isFile(value));
  const ids = refresh?.flatMap((value) => value.split(",")).filter((value) => !isFile(value));
  return {
    jobFile,
    ...(articles.length > 0 && { articles }),
    ...(tags !== undefined && { tags }),
    ...(limit !== undefined && { limit }),
    ...(shard !== undefined && { shard }),
    ...(sandbox === true && { sandbox }),
    ...(ids !== undefined && { refresh: ids.includes("all") ? "all" : ids }),
    ...(budgetUsd !== undefined && { budgetUsd }),
    ...(batch === true && { batch }),
    ...(stale === "keep" && { stale }),
  };
}

function isFile(value: string): boolean {
  return /\.ya?ml$/i.test(value);
}

/** Whether this is a YAML file, and no article; one that is not there is most likely a misspelt article. */
function isJob(value: string): boolean {
  if (!isFile(value) || /[*?{[]/.test(value)) {
    return false;
  }
  try {
    const text = readFileSync(value, "utf8");
    return /^["']?articles["']?\s*:/m.test(text) || !/^["']?blocks["']?\s*:/m.test(text);
  } catch {
    return false;
  }
}

/** A path from where the command was called, as one from the job's folder. */
function toPattern(value: string, jobFolder: string): string {
  const inJob = relative(jobFolder, resolve(value));
  return /[/\\.]/.test(value) && existsSync(value) && !inJob.startsWith("..")
    ? inJob.replaceAll("\\", "/")
    : value;
}
