import { unspaced } from "./count-words.ts";

/**
 * A text of whole words: `IA` is not found in `história`. Letters of either case are alike, and so
 * are all runs of spaces and line breaks. Where words are not set apart, it stands anywhere.
 * @returns global: it searches from its `lastIndex`
 */
export function wholeWords(text: string): RegExp {
  const letter = String.raw`[[\p{L}\p{N}\p{M}]--[${unspaced}]]`;
  const before = new RegExp(`^${letter}`, "v").test(text) ? `(?<!${letter})` : "";
  const after = new RegExp(`${letter}$`, "v").test(text) ? `(?!${letter})` : "";
  const words = text.normalize("NFC").split(/\s+/u).map(escapeSyntax);
  return new RegExp(before + words.join(String.raw`\s+`) + after, "giv");
}

/** Outside of brackets these characters mean something, and no others may be escaped. */
function escapeSyntax(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
