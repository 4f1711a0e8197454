import { compilePattern } from "../job/compile-pattern.ts";
import type { Wanted } from "../job/types.ts";
import { unspaced } from "./count-words.ts";

const compiled = new Map<string, RegExp>();

/** The line on which something wanted begins, from 1; undefined when it is not there. */
export function findWanted(wanted: Wanted, text: string): number | undefined {
  const at = text.search(toPattern(wanted));
  return at < 0 ? undefined : text.slice(0, at).split("\n").length;
}

function toPattern(wanted: Wanted): RegExp {
  const key = "text" in wanted ? `t${wanted.text}` : `p${wanted.pattern}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = "text" in wanted ? wholeWords(wanted.text) : compilePattern(wanted.pattern);
  compiled.set(key, made);
  return made;
}

/**
 * A text of whole words: `IA` is not found in `história`. Letters of either case are alike, and so
 * are all runs of spaces and line breaks. Where words are not set apart, it stands anywhere.
 */
function wholeWords(text: string): RegExp {
  const letter = String.raw`[[\p{L}\p{N}\p{M}]--[${unspaced}]]`;
  const before = new RegExp(`^${letter}`, "v").test(text) ? `(?<!${letter})` : "";
  const after = new RegExp(`${letter}$`, "v").test(text) ? `(?!${letter})` : "";
  const words = text
    .normalize("NFC")
    .split(/\s+/u)
    .map((word) => word.replace(/[-\\^$*+?.()|[\]{}/&!#%,:;<=>@`~]/g, String.raw`\$&`));
  return new RegExp(before + words.join(String.raw`\s+`) + after, "iv");
}
