import { findInAnswer } from "../checks/placeholders/find-placeholders.ts";
import type { PageProblem } from "./check-page.ts";
import type { PagePart, SetPage } from "../article/page-lines.ts";

/**
 * A problem, with the part of the page that it is in; undefined if it belongs to no single part.
 */
export interface TracedProblem extends PageProblem {
  readonly part: PagePart | undefined;
}

/** The answers of models that stand in a part of the page, as they were recorded. */
export type AnswersIn = (part: PagePart) => readonly string[];

/**
 * Finds where the problems of a page stand, in the order of the page. A passage that a model wrote
 * is not a problem if its answer passes the check `no_placeholder`: the page never refuses what
 * that check accepts.
 */
export function traceProblems(
  problems: readonly PageProblem[],
  { parts }: SetPage,
  answersIn: AnswersIn,
): readonly TracedProblem[] {
  const known = new Map<PagePart, readonly SeenAnswer[]>();
  const answersOf = (part: PagePart): readonly SeenAnswer[] => {
    const answers = known.get(part) ?? answersIn(part).map((body) => lookAt(body));
    known.set(part, answers);
    return answers;
  };
  return problems
    .map((problem): TracedProblem => {
      const { says, line, placeholder } = problem;
      const part = parts.findLast((each) => each.line <= (line ?? 0));
      return { says, line, part, ...(placeholder !== undefined && { placeholder }) };
    })
    .filter((problem) => !isAllowed(problem, answersOf))
    .toSorted((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity));
}

/** What is known about an answer; worked out once, however many problems there are. */
interface SeenAnswer {
  readonly isFilledIn: boolean;
  readonly plain: string;
}

function lookAt(answer: string): SeenAnswer {
  return { isFilledIn: findInAnswer(answer).length === 0, plain: withoutMarkup(answer) };
}

function isAllowed(
  { placeholder, part }: TracedProblem,
  answersOf: (part: PagePart) => readonly SeenAnswer[],
): boolean {
  if (placeholder === undefined || part === undefined) {
    return false;
  }
  // It repeats the headings, where the problem is reported anyway.
  if (part.kind === "contents") {
    return true;
  }
  const { passage, quoted } = placeholder;
  const answers = answersOf(part);
  if (isByModel(part)) {
    return quoted || (answers.length > 0 && answers.every(({ isFilledIn }) => isFilledIn));
  }
  return answers.some(
    ({ isFilledIn, plain }) => isFilledIn && plain.includes(withoutMarkup(passage)),
  );
}

/** True for what is nothing but a model's answer; a heading is the author's. */
export function isByModel({ kind, section }: PagePart): boolean {
  return kind === "body" && section?.kind === "markdown" && section.source === "model";
}

/** True when a passage of the page stands in an answer, however it is marked up there. */
export function holds(answer: string, passage: string): boolean {
  return withoutMarkup(answer).includes(withoutMarkup(passage));
}

/** A text as it is compared: without white space and Markdown's marks. */
export function withoutMarkup(text: string): string {
  return text.normalize("NFC").replaceAll(/[\s\\*_~`]+/gu, "");
}
