import { type Command, InvalidArgumentError, Option } from "commander";
import type { Shard } from "../build/shard.ts";
import { reporterChoices } from "./reporters/reporters.ts";

/** The options of every command that reads a job and takes some of its articles. */
export function addSelectionOptions(command: Command): Command {
  return command
    .argument("[job]", "the job file (default: pipeline.yaml)")
    .option(
      "--article <name...>",
      "only these articles: names, paths of prompts or data files, or globs of either",
    )
    .option("--tag <tag...>", "only articles with one of these tags")
    .option("--sandbox", "ask the embedded sandbox instead of the providers")
    .addOption(
      new Option("--stale <how>", "ask again for stale answers, or keep and use them as they are")
        .choices(["ask", "keep"])
        .default("ask"),
    );
}

export function addJobOptions(command: Command): Command {
  return addSelectionOptions(command)
    .addOption(shardOption())
    .option("--limit <n>", "only the first n articles of each table or glob", parseCount)
    .option(
      "--refresh <id...>",
      "ask again for these blocks or pictures (id, article/id, id/4), or for all",
    )
    .option("--batch", "send by the providers' batches whatever may wait, at about half the price")
    .option("--budget-usd <n>", "stop before the run costs more than this", parseUsd);
}

export function shardOption() {
  return new Option(
    "--shard <i/n>",
    "only the i-th of n parts of the articles, for several machines",
  ).argParser(parseShard);
}

export function summaryOption(): Option {
  return new Option("--summary <file>", "write a summary in Markdown, for a pull request");
}

export function reportOption() {
  return new Option(
    "--report [file]",
    "write an HTML page that shows where time and money went (prelo-report.html)",
  ).argParser(parseReport);
}

/** `--report pipeline.yaml` would replace the job by its report. */
function parseReport(value: string): string {
  if (/\.ya?ml$/i.test(value)) {
    throw new InvalidArgumentError("It takes an HTML file. Name the job before it.");
  }
  return value;
}

export function reporterOption() {
  return new Option("--reporter <kind>", "how progress is shown")
    .choices(reporterChoices)
    .default("auto" as const);
}

export function parseWhole(value: string): number {
  if (!/^\d{1,9}$/.test(value)) {
    throw new InvalidArgumentError("It takes a whole number.");
  }
  return Number(value);
}

export function parseCount(value: string): number {
  const count = parseWhole(value);
  if (count < 1) {
    throw new InvalidArgumentError("It takes a whole number above 0.");
  }
  return count;
}

/** As test runners take it: `--shard 2/4` is the second of four parts. */
function parseShard(value: string): Shard {
  const [, number = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).map(Number);
  if (number < 1 || number > of) {
    throw new InvalidArgumentError("It takes I/N, such as 2/4: I from 1 to N.");
  }
  return { number, of };
}

export function parseShare(value: string): number {
  const share = Number(value);
  if (!/^[\d.]+$/.test(value) || !(share >= 0 && share <= 1)) {
    throw new InvalidArgumentError("It takes a number from 0 to 1.");
  }
  return share;
}

export function parseUsd(value: string): number {
  if (!/^\d+(\.\d+)?$/.test(value)) {
    throw new InvalidArgumentError("It takes an amount such as 2.50.");
  }
  return Number(value);
}
