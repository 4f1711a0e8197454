import { withoutFormulas } from "../prose/formulas.ts";
import { linkTail, type Mark, marks, quotationMark, sign } from "./placeholder-marks.ts";
import { withoutCode } from "../prose/without-code.ts";

/** A passage that was left to be filled in. */
export interface Placeholder {
  /** How its kind looks; holds nothing of the text. */
  readonly form: string;
  /** As it stands in the text. */
  readonly passage: string;
  /** Where it begins, from 0. */
  readonly start: number;
  /** True for one that follows a quotation mark. */
  readonly quoted: boolean;
}

/** A placeholder of an answer: in what is left of it without code and formulas, but for its line. */
export interface AnswerPlaceholder extends Placeholder {
  /** In the answer as it was recorded, from 1. */
  readonly line: number;
}

const sureMarks = marks.filter(({ sure }) => sure);

/**
 * All that was left to be filled in of an answer, in its order, as the check `no_placeholder` finds
 * it: nothing means that it passes. Code and formulas may hold anything, and what stands between
 * quotation marks is spoken of.
 * @param markdown as it was recorded
 */
export function findInAnswer(markdown: string): readonly AnswerPlaceholder[] {
  if (!sign.test(markdown)) {
    return [];
  }
  const text = withoutFormulas(withoutCode(markdown.normalize("NFC")));
  const found = findMarks(text, marks, (one) => !one.quoted && !isLinked(one, text));
  let line = 1;
  let counted = 0;
  return withoutOverlaps(found).map(({ form, passage, start, quoted }) => {
    line += text.slice(counted, start).split("\n").length - 1;
    counted = start;
    return { form, passage, start, quoted, line };
  });
}

/**
 * What no page may show in a text of it, each passage once, in its order; of those between
 * quotation marks only the ones that no pen leaves there.
 * @param text plain, without code and formulas
 */
export function findOnPage(text: string): readonly Placeholder[] {
  if (!sign.test(text)) {
    return [];
  }
  const found = findMarks(
    text,
    sureMarks,
    ({ quoted }, { machine }) => !quoted || machine === true,
  );
  const open = withoutOverlaps(found.filter(({ quoted }) => !quoted));
  const spoken = found.filter(({ quoted }) => quoted);
  return [...open, ...spoken].toSorted((a, b) => a.start - b.start);
}

/** True for brackets of Markdown's, whose text is what a link shows. */
function isLinked({ passage, start }: Placeholder, text: string): boolean {
  if (!passage.startsWith("[")) {
    return false;
  }
  linkTail.lastIndex = start + passage.length;
  return text[start - 1] === "]" || linkTail.test(text);
}

/** By hand: a copy of each pattern for each text, as `matchAll` makes it, takes longer than the look. */
function findMarks(
  text: string,
  wanted: readonly Mark[],
  counts: (found: Placeholder, mark: Mark) => boolean,
): readonly Placeholder[] {
  const found: Placeholder[] = [];
  for (const mark of wanted) {
    const { form, pattern } = mark;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const { 0: passage, index: start } = match;
      const quoted = quotationMark.test(text.slice(Math.max(0, start - 2), start));
      const one = { form, passage, start, quoted };
      if (counts(one, mark)) {
        found.push(one);
      }
    }
  }
  return found;
}

/** Sorted; of passages that overlap the one that begins first, or is the longest. */
function withoutOverlaps(found: readonly Placeholder[]): readonly Placeholder[] {
  let end = 0;
  return found
    .toSorted((a, b) => a.start - b.start || b.passage.length - a.passage.length)
    .filter(({ start, passage }) => {
      if (start < end) {
        return false;
      }
      end = start + passage.length;
      return true;
    });
}
