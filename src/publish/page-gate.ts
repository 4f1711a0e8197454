import type { Answer } from "../answers/types.ts";
import type { SiteLinks } from "../article/links/site-links.ts";
import { checkDocument } from "./check-page.ts";
import type { PagePart, SetPage } from "../article/page-lines.ts";
import { holds, isByModel, type TracedProblem, traceProblems } from "./page-problems.ts";
import { PublishError } from "../article/publish-error.ts";
import type { Article, Job, SourceRef } from "../job/types.ts";
import { findSources, locateSource, type Source } from "./page-sources.ts";

/** A finished page, and what it was made from. */
export interface FinishedPage {
  readonly article: Article;
  readonly job: Pick<Job, "dir" | "answersDir">;
  readonly answers: ReadonlyMap<string, Answer>;
  /** With headings that a parser recognises. */
  readonly page: SetPage;
  /** Every file of the article's folder, relative to it. */
  readonly files: ReadonlySet<string>;
  /** Which links to other articles lead nowhere. */
  readonly links?: Pick<SiteLinks, "explain">;
}

/** Problems in one message; the rest is counted. */
const problemsShown = 10;

/**
 * Refuses a page that something is wrong with.
 * @throws PublishError PAGE_INVALID with each problem, the block and the answer's file that it comes from
 */
export function assertSound(finished: FinishedPage): void {
  const { page, files, links, article, answers } = finished;
  const found = checkDocument(page.text, files, links);
  if (found.length === 0) {
    return;
  }
  const sourcesIn = (part: PagePart): readonly Source[] => findSources(part, article, answers);
  const problems = traceProblems(found, page, (part) => sourcesIn(part).map(({ body }) => body));
  if (problems.length === 0) {
    return;
  }
  const told = problems.slice(0, problemsShown).map((problem, index) => {
    const same = problems.slice(0, index).filter((other) => isSame(problem, other));
    return describe(problem, same.length, finished, sourcesIn);
  });
  const more = problems.length - told.length;
  if (more > 0) {
    told.push(`and ${more} more`);
  }
  const [only = ""] = told;
  const list = told.length === 1 ? ` ${only}` : told.map((line) => `\n  ${line}`).join("");
  const first = problems.find(({ part }) => part?.section !== undefined);
  throw new PublishError("PAGE_INVALID", `the page is not published:${list}`, {
    hint: advise(problems),
    block: first?.part?.section?.id,
  });
}

function isSame(a: TracedProblem, b: TracedProblem): boolean {
  return a.part === b.part && a.placeholder?.passage === b.placeholder?.passage;
}

/** @param before how many of the same passage have been told of the same part */
function describe(
  problem: TracedProblem,
  before: number,
  finished: FinishedPage,
  sourcesIn: (part: PagePart) => readonly Source[],
): string {
  const { says, part, placeholder } = problem;
  const place = part && placeOf(part, finished.article);
  if (part === undefined || place === undefined) {
    return says;
  }
  const passage = placeholder?.passage;
  const sources = sourcesIn(part).filter(
    ({ body }) => isByModel(part) || (passage !== undefined && holds(body, passage)),
  );
  const from = sources.map((source) => locateSource(source, passage, before, finished));
  return `${says} (${[place, ...from].join(", from ")})`;
}

/** Where the author has to look: a block by its name and place, or the place of the title. */
function placeOf({ kind, section }: PagePart, { title, blocks }: Article): string | undefined {
  const block = blocks.find(({ id }) => id === section?.id);
  if (block !== undefined) {
    return `block "${block.id}", ${writeRef(block.ref)}`;
  }
  return kind === "title" ? writeRef(title) : undefined;
}

function writeRef({ file, line, column }: SourceRef): string {
  return `${file}:${line}:${column}`;
}

function advise(problems: readonly TracedProblem[]): string {
  const mend =
    "Mend the block, or the answer's file in answers/: an edited answer is kept, and costs nothing.";
  return problems.some(({ placeholder }) => placeholder !== undefined)
    ? `${mend} What is to be shown as it stands is set as code, between backticks.`
    : mend;
}
