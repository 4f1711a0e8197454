import type { CheckedArticle } from "../../build/check/check.ts";
import type { Problem } from "./problem.ts";

/** What a test suite is called whose problems belong to no article. */
const jobSuite = "the job";
/** What an article has besides its blocks. */
const page = "the page";

interface Suite {
  readonly name: string;
  /** Names of what was checked in it. */
  readonly cases: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * A check as a JUnit report, which CI systems show: a suite for each article, in it a test for each
 * block and one for the page; and a suite for what concerns the job as a whole.
 */
export function toJunit(articles: readonly CheckedArticle[], problems: readonly Problem[]): string {
  const suites: Suite[] = articles.map(({ slug, blocks }) => ({
    name: slug,
    cases: [...blocks, page],
    problems: problems.filter(({ article }) => article === slug),
  }));
  const ofJob = problems.filter(({ article }) => article === undefined);
  if (ofJob.length > 0) {
    suites.unshift({ name: jobSuite, cases: [], problems: ofJob });
  }
  const body = suites.map(writeSuite).join("\n");
  const counts = countAttributes(suites);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="prelo check"${counts}>\n${body}\n</testsuites>\n`;
}

function writeSuite(suite: Suite): string {
  const tests = casesOf(suite).map((name) => writeCase(suite, name));
  return `  <testsuite name="${escape(suite.name)}"${countAttributes([suite])}>\n${tests.join("\n")}\n  </testsuite>`;
}

/** Also what is no block of the article's: a question about one of its pictures. */
function casesOf({ cases, problems }: Suite): readonly string[] {
  return [...new Set([...cases, ...problems.map((problem) => caseOf(problem))])];
}

function caseOf({ article, block, place }: Problem): string {
  if (article !== undefined) {
    return block ?? page;
  }
  return place === undefined ? jobSuite : `${place.file}:${place.line}:${place.column}`;
}

function writeCase(suite: Suite, name: string): string {
  const own = suite.problems.filter((problem) => caseOf(problem) === name);
  const [first] = own;
  const place =
    first?.place === undefined
      ? ""
      : ` file="${escape(first.place.file)}" line="${first.place.line}"`;
  const open = `    <testcase classname="${escape(suite.name)}" name="${escape(name)}"${place} time="0"`;
  if (first === undefined) {
    return `${open}/>`;
  }
  const text = escape(own.map(describe).join("\n"));
  const worst = own.find(({ severity }) => severity === "error");
  const body =
    worst === undefined
      ? `<system-out>${text}</system-out>`
      : `<failure type="${worst.code}" message="${escape(worst.message)}">${text}</failure>`;
  return `${open}>\n      ${body}\n    </testcase>`;
}

function describe({ code, message, hint, place }: Problem): string {
  const where = place === undefined ? "" : `${place.file}:${place.line}:${place.column} `;
  return `${where}${code}: ${message}${hint === undefined ? "" : `\n${hint}`}`;
}

function countAttributes(suites: readonly Suite[]): string {
  const tests = suites.flatMap(casesOf).length;
  const failed = suites.flatMap(({ problems }) => [
    ...new Set(problems.filter(({ severity }) => severity === "error").map(caseOf)),
  ]);
  return ` tests="${tests}" failures="${failed.length}" errors="0" skipped="0" time="0"`;
}

/** What XML 1.0 cannot hold, not even escaped; halves of surrogate pairs among it. */
const notXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

function escape(text: string): string {
  return text
    .replaceAll(notXml, "")
    .replaceAll(/[&<>"\n\r\t]/g, (character) => entities[character] ?? character);
}
