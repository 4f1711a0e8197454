import { citationText } from "../../markdown/plain-text.ts";
import type { FootnoteMark } from "../../markdown/tree.ts";

// Two underscores keep these ids apart from those of blocks and headings.

/** The id of a footnote's text. */
export function noteId(number: number): string {
  return `fn__${number}`;
}

/** The id of one of the marks of a footnote. */
export function markId(number: number, use: number): string {
  return use === 1 ? `fnref__${number}` : `fnref__${number}__${use}`;
}

/** The id of an entry in the lists of references. */
export function referenceId(number: number): string {
  return `ref__${number}`;
}

/** The raised number that leads to a footnote. */
export function renderFootnoteMark({ number = 0, use = 1 }: FootnoteMark): string {
  return `<sup><a id="${markId(number, use)}" href="#${noteId(number)}" role="doc-noteref">${number}</a></sup>`;
}

/** `[1, 3]`, each number a link to its reference. */
export function renderCitation(numbers: readonly number[]): string {
  return citationText(numbers).replaceAll(
    /\d+/g,
    (number) => `<a href="#${referenceId(Number(number))}" role="doc-biblioref">${number}</a>`,
  );
}
