const removable = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\uFDD0-\uFDEF\uFEFF]/gu;

/**
 * Removes what no reader can see and what could deceive one: control characters, halves of
 * surrogate pairs, marks that override the direction of writing, byte order marks, and what Unicode
 * keeps out of texts. Line ends
 * become `\n`; tabs stay.
 */
export function cleanCharacters(text: string): string {
  return text
    .replaceAll(/\r\n?|\u2028|\u2029/g, "\n")
    .replaceAll(removable, (character) =>
      character === "\n" || character === "\t" ? character : "",
    );
}

/** A text on one line: cleaned, with every run of white space folded to one space. */
export function foldLine(text: string): string {
  return cleanCharacters(text)
    .replaceAll(/[ \t\n]+/g, " ")
    .trim();
}
