import { styleText } from "node:util";
import fastStringTruncatedWidth from "fast-string-truncated-width";

/** What a text is, as far as its colour goes. */
export type Tone = "bad" | "warning" | "good" | "quiet" | "strong";

/** A part of a line, with or without a tone of its own. */
export type Piece = string | { readonly text: string; readonly tone: Tone };

const styles = {
  bad: "red",
  warning: "yellow",
  good: "green",
  quiet: "dim",
  strong: "bold",
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Whether a stream is to have colours: a terminal that can show them has, unless `NO_COLOR` is set;
 * `FORCE_COLOR` decides against both.
 */
export function hasColours(isTerminal: boolean, variables: Variables): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: none = "", TERM: terminal } = variables;
  if (forced !== undefined) {
    return forced !== "0" && forced !== "false";
  }
  return isTerminal && none === "" && terminal !== "dumb";
}

/** @param text that holds no control characters */
export function paint(text: string, tone: Tone | undefined, colours: boolean): string {
  // Whether the stream takes colours is decided above.
  return tone === undefined || !colours
    ? text
    : styleText(styles[tone], text, { validateStream: false });
}

/** How many columns a text takes: two for each wide character, an emoji, say. */
export function widthOf(text: string): number {
  return fastStringTruncatedWidth(text).width;
}

/** The beginning of a text, as far as it fits, with an ellipsis where something is left out. */
export function fitText(text: string, width: number): string {
  const { index, ellipsed } = fastStringTruncatedWidth(text, { limit: width, ellipsis: "…" });
  return ellipsed ? `${text.slice(0, index)}…` : text.slice(0, index);
}

/**
 * A line as several that fit, broken at spaces; what follows the first is indented like it, and two
 * columns more. A word that is too long for a line stays whole, so that a path can be copied.
 */
export function wrapText(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) {
    return [text];
  }
  const [indent = ""] = /^ */.exec(text) ?? [];
  const hanging = `${indent}  `;
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  for (const word of text.slice(indent.length).split(" ")) {
    if (!isEmpty && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = hanging;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
