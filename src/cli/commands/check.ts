import { plural } from "../../job/diagnostics/plural.ts";
import { exitCodes } from "../../errors.ts";
import { type CheckReport, checkArticles } from "../../build/check/check.ts";
import { readVersion } from "../../build/version.ts";
import { writeWhole } from "../../files/files.ts";
import { type JobFlags, toJobOptions } from "../job-flags.ts";
import { secretsOfDotEnv } from "../dot-env.ts";
import { annotate } from "../github/annotations.ts";
import { maskKeys } from "../github/mask-keys.ts";
import { toJunit } from "../problems/junit.ts";
import { fromError, fromFinding, type Problem, toJson } from "../problems/problem.ts";
import { jsonVersion } from "../reporters/json-events.ts";
import { createLinks } from "../run-summary/links.ts";
import { summarizeCheck } from "../run-summary/of-check.ts";
import { writeSummary } from "../run-summary/write.ts";
import type { Variables } from "../../secrets/collect.ts";
import {
  hideSecrets,
  learnKeyNames,
  writeCommand,
  writeJson,
  writeProgress,
  writeResult,
} from "../terminal.ts";

export interface CheckFlags extends JobFlags {
  readonly links?: true;
  readonly json?: true;
  readonly junit?: string;
  readonly summary?: string;
  readonly reporter: "auto" | "plain" | "github";
}

/** `prelo check`. @returns the exit code */
export async function runCheck(job: string | undefined, flags: CheckFlags): Promise<number> {
  const options = { ...toJobOptions(job, flags), ...(flags.links && { links: true }) };
  const variables = process.env;
  const show = (problems: readonly Problem[], articles: CheckReport["articles"]): Promise<void> =>
    report(problems, articles, options.jobFile, flags);
  let checked: CheckReport;
  try {
    checked = await checkArticles(options, {
      variables,
      version: readVersion(),
      secretNames: secretsOfDotEnv(),
      learnKeyNames: (names) => {
        learnKeyNames(names);
        if (isForGithub(flags.reporter, variables)) {
          maskKeys(names, variables);
        }
      },
    });
  } catch (error) {
    await show(fromError(error), []);
    throw error;
  }
  const problems = checked.findings.map(fromFinding);
  if (flags.json !== true) {
    for (const problem of problems) {
      writeResult(describe(problem));
    }
  }
  await show(problems, checked.articles);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  writeProgress(describeCount(errors, problems.length));
  return errors === 0 ? exitCodes.ok : exitCodes.failed;
}

/** Says what was found to those who are no people: a program, a CI system. */
async function report(
  problems: readonly Problem[],
  articles: CheckReport["articles"],
  jobFile: string,
  { json, junit, summary, reporter }: CheckFlags,
): Promise<void> {
  const variables = process.env;
  if (json) {
    const ok = problems.every(({ severity }) => severity === "warning");
    const named = articles.map(({ slug, file }) => ({ slug, file }));
    writeJson({ version: jsonVersion, ok, articles: named, problems: problems.map(toJson) }, 2);
  }
  if (junit !== undefined) {
    await writeWhole(junit, hideSecrets(toJunit(articles, problems)));
  }
  if (isForGithub(reporter, variables)) {
    const { commands, more } = annotate(problems, jobFile, variables);
    commands.forEach(writeCommand);
    for (const line of more) {
      writeProgress(line);
    }
  }
  const markdown = summarizeCheck(problems, jobFile, createLinks(variables));
  writeSummary(markdown, summary, variables);
}

function isForGithub(reporter: CheckFlags["reporter"], variables: Variables): boolean {
  return reporter === "github" || (reporter === "auto" && variables["GITHUB_ACTIONS"] === "true");
}

function describe({ severity, code, message, place, article, block }: Problem): string {
  const where = place === undefined ? "" : `${place.file}:${place.line}:${place.column} `;
  const subject = [article, block].filter((part) => part !== undefined).join("/");
  const about = subject === "" ? "" : ` ${subject}`;
  return `${where}${severity === "warning" ? "warning " : ""}${code}${about}: ${message}`;
}

function describeCount(errors: number, all: number): string {
  if (errors > 0) {
    return `${plural(errors, "finding")}.`;
  }
  return all === 0
    ? "All answers are fresh, and output is current."
    : `No errors, and output is current; ${plural(all, "warning")}.`;
}
