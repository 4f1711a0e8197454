import type { Scalar } from "yaml";
import type { SourceText, TextSegment } from "../../blocks/source-text.ts";
import type { SourcePlace } from "../../errors.ts";
import { indentOf, type Lines } from "../../files/lines.ts";

/** What is known of the file around a scalar. */
export interface ScalarSource {
  readonly file: string;
  readonly source: string;
  readonly lines: Lines;
}

/** How far ahead a piece of a folded text is looked for: it follows after a few folded characters. */
const maxFoldedLength = 64;

/** The indentation of a `|` or `>` block whose content begins at offset `start`. */
function indentOfBlock(source: string, start: number, end: number, value: string): number {
  let at = start;
  let valueAt = 0;
  while (at < end) {
    const next = source.indexOf("\n", at);
    const stop = next === -1 ? source.length : next;
    const line = source.slice(at, stop).trimEnd();
    if (line !== "") {
      // An indentation indicator (`|2`) leaves spaces in the value: they are not indentation.
      return indentOf(line) - indentOf(value.slice(valueAt, valueAt + line.length));
    }
    at = stop + 1;
    valueAt += 1;
  }
  return 0;
}

/** Where the pieces of a text that was folded, or quoted over several lines, stand in the file. */
function findSegments(value: string, raw: string, from: SourcePlace): TextSegment[] {
  const segments: TextSegment[] = [];
  let cursor = 0;
  for (const [index, line] of raw.split("\n").entries()) {
    const content = line.trim().replace(/\\$/, "");
    const window = value.slice(cursor, cursor + content.length + maxFoldedLength);
    const found = content === "" ? -1 : window.indexOf(content);
    if (found !== -1) {
      const column = indentOf(line) + (index === 0 ? from.column : 1);
      segments.push({ start: cursor + found, line: from.line + index, column });
      cursor += found + content.length;
    }
  }
  return segments;
}

/** Makes a {@link SourceText} of a YAML scalar that holds text, with the place of its first character. */
export function toText(node: Scalar, value: string, from: ScalarSource): SourceText {
  const { file, source, lines } = from;
  const [start, end] = node.range ?? [0, 0];
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") {
    const contentStart = source.indexOf("\n", start) + 1;
    const line = lines.placeOf(start).line + 1;
    const column = indentOfBlock(source, contentStart, end, value) + 1;
    const literal = node.type === "BLOCK_LITERAL";
    const text = { value, file, line, column, literal };
    if (literal) {
      return text;
    }
    const raw = source.slice(contentStart, end);
    return { ...text, segments: findSegments(value, raw, { file, line, column: 1 }) };
  }
  const isQuoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
  const { line, column } = lines.placeOf(isQuoted ? start + 1 : start);
  const text = { value, file, line, column, literal: false };
  const raw = isQuoted ? source.slice(start + 1, end - 1) : source.slice(start, end);
  return raw.includes("\n")
    ? { ...text, segments: findSegments(value, raw, { file, line, column }) }
    : text;
}

function offsetOf(value: string, line: number, column: number): number {
  let start = 0;
  for (let number = 1; number < line; number += 1) {
    const next = value.indexOf("\n", start);
    if (next === -1) {
      break;
    }
    start = next + 1;
  }
  return start + column - 1;
}

/**
 * Where a place inside a text stands in its file.
 * @param line 1-based line of the text's value.
 * @param column 1-based column in that line.
 */
export function locateInText(text: SourceText, line: number, column: number): SourcePlace {
  const { file } = text;
  if (text.literal) {
    return { file, line: text.line + line - 1, column: text.column + column - 1 };
  }
  const offset = offsetOf(text.value, line, column);
  if (text.segments === undefined) {
    return { file, line: text.line, column: text.column + offset };
  }
  const segment = text.segments.findLast(({ start }) => start <= offset);
  return segment === undefined
    ? { file, line: text.line, column: text.column }
    : { file, line: segment.line, column: segment.column + offset - segment.start };
}
