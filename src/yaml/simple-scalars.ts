import type { YamlScalar } from "./yaml-tree.ts";

/** Signs with which no text without quotes begins, or only in numbers and in cases that are rare. */
const firstSign = /^[-?:,[\]{}#&*!|>'"%@`~.+]/;
const number = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/;
/** What else is a number in YAML's core schema. */
const otherNumber = /^(?:0o[0-7]+|0x[\da-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)$/;
const word = /^(?:true|false|null)$/i;
const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/** True for what YAML reads as something else than text, if it is spelt as YAML wants it. */
export function isWord(text: string): boolean {
  return word.test(text);
}

/** @returns nothing for what is no text, number or word that is certain to be read so by any parser */
export function readPlainScalar(text: string, start: number): YamlScalar | undefined {
  const isCertain =
    text !== "" &&
    !firstSign.test(text) &&
    !text.includes(": ") &&
    !text.includes(" #") &&
    !text.endsWith(":");
  const value = isCertain ? resolve(text) : undefined;
  return value === undefined
    ? undefined
    : { kind: "scalar", value, style: "plain", start, end: start + text.length };
}

function resolve(text: string): unknown {
  if (word.test(text)) return words[text];
  if (number.test(text)) return Number(text);
  return otherNumber.test(text) ? undefined : text;
}

/**
 * The lines of a `>` block: those of a paragraph become one.
 * @returns nothing where lines are indented further or end in spaces, for which there are more rules
 */
export function foldLines(text: string): string | undefined {
  if (/^ | $/m.test(text)) return undefined;
  return text.replaceAll(/\n+/g, (breaks) => (breaks.length === 1 ? " " : breaks.slice(1)));
}
