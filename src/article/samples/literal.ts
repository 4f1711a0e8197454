import type { Json } from "../../job/types.ts";

/** How a language writes lists and objects; strings in double quotes are alike in all of them. */
export interface Notation {
  /** Spaces for each level. */
  readonly indent: number;
  /** What stands behind the last item. */
  readonly lastComma: "," | "";
  readonly writeKey: (key: string) => string;
  readonly writeWord: (word: number | boolean | null) => string;
  /** Unset: in double quotes. */
  readonly writeText?: (text: string) => string;
}

/** JSON that is read by people. */
export const json: Notation = {
  indent: 2,
  lastComma: "",
  writeKey: quoteString,
  writeWord: JSON.stringify,
};

/**
 * A JSON value as a literal of a language, over several lines where it holds others.
 * @param indent spaces before the line that the value begins on
 */
export function writeLiteral(value: Json, notation: Notation, indent: number): string {
  if (typeof value === "string") {
    return (notation.writeText ?? quoteString)(value);
  }
  if (value === null || typeof value !== "object") {
    return notation.writeWord(value);
  }
  const isList = Array.isArray(value);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const inner = indent + notation.indent;
  const lines = Object.entries(value).map(([key, item]: [string, Json]) => {
    const name = isList ? "" : `${notation.writeKey(key)}: `;
    return `${" ".repeat(inner)}${name}${writeLiteral(item, notation, inner)}`;
  });
  return lines.length === 0
    ? `${open}${close}`
    : `${open}\n${lines.join(",\n")}${notation.lastComma}\n${" ".repeat(indent)}${close}`;
}

/**
 * A string in double quotes, as JSON, JavaScript and Python all read it: with control characters
 * and marks that change the direction of writing as escapes, so that the page shows all of it.
 */
export function quoteString(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
