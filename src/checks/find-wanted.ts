import { compilePattern } from "../blocks/settings/compile-pattern.ts";
import type { Wanted } from "../job/types.ts";
import { longestMs, withinTime } from "../job/templates/time-limit.ts";
import { InapplicableCheck } from "./types.ts";
import { wholeWords } from "./whole-words.ts";

const compiled = new Map<string, RegExp>();
/** Patterns that took too long once: the next answer does not wait for them again. */
const tooSlow = new Set<string>();

/**
 * The line on which something wanted begins, from 1; undefined when it is not there.
 * @throws InapplicableCheck for a pattern that takes too long
 */
export function findWanted(wanted: Wanted, text: string): number | undefined {
  const at = "text" in wanted ? text.search(wordsOf(wanted.text)) : searchPattern(wanted, text);
  return at < 0 ? undefined : text.slice(0, at).split("\n").length;
}

/** An author's pattern may try more ways through a text than there is time for. */
function searchPattern(
  { pattern, ref }: Extract<Wanted, { pattern: string }>,
  text: string,
): number {
  const search = remember(`p${pattern}`, () => compilePattern(pattern));
  const giveUp = (): never => {
    tooSlow.add(pattern);
    const limit = `${longestMs / 1000} second`;
    throw new InapplicableCheck(
      `the pattern /${pattern}/ (${ref.file}:${ref.line}) takes longer than ${limit}`,
      ref,
    );
  };
  return tooSlow.has(pattern) ? giveUp() : withinTime(() => text.search(search), giveUp);
}

function wordsOf(text: string): RegExp {
  return remember(`t${text}`, () => wholeWords(text));
}

function remember(key: string, make: () => RegExp): RegExp {
  const known = compiled.get(key) ?? make();
  compiled.set(key, known);
  return known;
}
