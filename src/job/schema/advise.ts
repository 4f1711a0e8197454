import type * as z from "zod";
import { didYouMean } from "../diagnostics/suggest.ts";
import { longestQuote } from "./describe-value.ts";
import { descriptionAt, keysAt, takesText } from "./schema-keys.ts";

/**
 * What to do about a value of the wrong type: else, what it is for.
 * @param schema that of the whole subject
 */
export function adviseOn(
  value: unknown,
  [expected = ""]: readonly string[],
  path: readonly PropertyKey[],
  schema: z.ZodType,
): string | undefined {
  const entryKeys = expected === "array" ? keysAt(schema, [...path, 0]) : [];
  // A text would not do as an entry of such a list.
  const [first] = entryKeys;
  const isList = first !== undefined && !takesText(schema, [...path, 0]);
  if (isList && typeof value === "string") {
    return `Write a list of entries, each beginning with \`- ${first}: …\`.`;
  }
  const description = descriptionAt(schema, path);
  const advice = adviseOnType(expected, path.at(-1), value) ?? description;
  return value === null && description !== undefined ? `${advice} ${description}` : advice;
}

/** What to do about a value that is none of those that may stand there. */
export function adviseOnChoice(
  value: unknown,
  values: readonly unknown[],
  path: readonly PropertyKey[],
): string | undefined {
  const text = typeof value === "string" ? value : "";
  const same = values.find((each) => typeof each !== "string" && String(each) === text);
  if (same !== undefined) {
    return `Write it without quotes: \`${String(path.at(-1))}: ${text}\`.`;
  }
  if (values.includes(true) && /^(?:yes|on|y)$/i.test(text)) {
    return "Write true: in YAML 1.2 no other word means it.";
  }
  return didYouMean(text, values.map(String));
}

/**
 * What to do when `value` is of the wrong type, where that is plain to see.
 * @param key what it stands under: a name, or a number in a list
 */
export function adviseOnType(
  expected: string,
  key: PropertyKey | undefined,
  value: unknown,
): string | undefined {
  const prefix = typeof key === "string" ? `${key}: ` : "";
  if (value === null) {
    return `Give it a value, or remove ${prefix === "" ? "it" : "the key"}.`;
  }
  if (expected === "array" && typeof value === "object" && !Array.isArray(value)) {
    return Object.keys(value).some((name) => name.startsWith("-"))
      ? "Put a space after each `-`: it begins an entry of the list."
      : "Begin each entry of the list with `- `.";
  }
  if (expected === "object" && Array.isArray(value)) {
    return "Take the `- ` away: it makes a list.";
  }
  if (expected === "object" && typeof value === "string") {
    return "Write `key: value`, with a space after the colon.";
  }
  if (expected === "string" && (typeof value === "number" || typeof value === "boolean")) {
    return `Put it in quotes: \`${prefix}"${String(value)}"\`.`;
  }
  if (expected === "string" && typeof value === "object" && !Array.isArray(value)) {
    return "A text that holds `: ` or begins with `{` must be in quotes.";
  }
  if (["number", "int"].includes(expected) && typeof value === "string") {
    const isNumber = value.trim() !== "" && Number.isFinite(Number(value));
    if (isNumber) {
      return `Write it without quotes: \`${prefix}${value.trim()}\`.`;
    }
    const [, amount] = /^(?:[$€]|usd)?\s*(\d+(?:\.\d+)?)\s*\D{0,8}$/i.exec(value) ?? [];
    if (amount !== undefined) {
      return `Write the number alone: \`${prefix}${amount}\`.`;
    }
    const hasComma = /^-?\d+,\d+$/.test(value);
    return hasComma ? `Write a point: \`${prefix}${value.replace(",", ".")}\`.` : undefined;
  }
  if (expected === "boolean" && typeof value === "string") {
    return "Write true or false, without quotes.";
  }
  if (expected === "array" && typeof value === "string") {
    return value.length > longestQuote
      ? "Write it as a list: one line for each entry, beginning with `- `."
      : `Write it as a list: \`${prefix}[${value
          .split(/,\s+/)
          .map((item) => JSON.stringify(item))
          .join(", ")}]\`.`;
  }
  return undefined;
}
