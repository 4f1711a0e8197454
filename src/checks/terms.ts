import { unspaced } from "./count-words.ts";
import { wholeWords } from "./whole-words.ts";

/** Where a term stands in a text, and how it is written there. */
export interface FoundTerm {
  readonly term: string;
  readonly start: number;
  readonly end: number;
  readonly written: string;
}

interface Entry {
  readonly term: string;
  /** How many characters stand before its first word. */
  readonly offset: number;
  readonly pattern: RegExp;
}

const word = /[\p{L}\p{N}\p{M}]+/gu;
const isUnspaced = new RegExp(`[${unspaced}]`, "v");

/**
 * Finds terms in texts, whole words in either case. A thousand terms take no longer than ten: those are
 * tried that begin with a word of the text.
 */
export class TermFinder {
  readonly #byWord = new Map<string, Entry[]>();
  /** Of scripts that do not set words apart, and of signs only. */
  readonly #others: Entry[] = [];

  constructor(terms: Iterable<string>) {
    for (const term of new Set(terms)) {
      const normal = term.normalize("NFC");
      const first = [...normal.matchAll(word)][0];
      const entry = { term, offset: first?.index ?? 0, pattern: wholeWords(normal) };
      if (first === undefined || isUnspaced.test(normal)) {
        this.#others.push(entry);
      } else {
        const key = first[0].toLowerCase();
        this.#byWord.set(key, [...(this.#byWord.get(key) ?? []), entry]);
      }
    }
  }

  /** @param text in Unicode's NFC */
  find(text: string): readonly FoundTerm[] {
    const found: FoundTerm[] = [];
    for (const match of text.matchAll(word)) {
      for (const { term, offset, pattern } of this.#byWord.get(match[0].toLowerCase()) ?? []) {
        pattern.lastIndex = Math.max(0, match.index - offset);
        const hit = pattern.exec(text);
        if (hit?.index === match.index - offset) {
          found.push(toFound(term, hit));
        }
      }
    }
    for (const { term, pattern } of this.#others) {
      pattern.lastIndex = 0;
      const hit = pattern.exec(text);
      if (hit !== null) {
        found.push(toFound(term, hit));
      }
    }
    return found;
  }
}

function toFound(term: string, { index, 0: written }: RegExpExecArray): FoundTerm {
  return { term, start: index, end: index + written.length, written };
}
