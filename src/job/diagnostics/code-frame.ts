import { cover, findHidden } from "./find-hidden.ts";
import { maskLines } from "./mask-lines.ts";
import { maskedText, maskShapes } from "../../secrets/mask.ts";
import { toPrintable } from "./printable.ts";

const linesBefore = 2;
const linesAfter = 1;
const maxWidth = 110;
/** How much of a long line stays to the left of the marked place. */
const leftContext = 60;

interface MaskedFile {
  readonly text: string;
  readonly lines: readonly string[];
  readonly masked: readonly string[];
  /** Texts that were refused as secrets. */
  readonly secrets: readonly string[];
}

/** A shorter text, such as `no`, is in too many words. */
const shortestSecret = 4;

// A file with many mistakes is split and masked once, not once for each frame.
const cache = new WeakMap<ReadonlyMap<string, string>, Map<string, MaskedFile>>();

function maskedFile(sources: ReadonlyMap<string, string>, file: string): MaskedFile | undefined {
  const text = sources.get(file);
  if (text === undefined) {
    return undefined;
  }
  const files = cache.get(sources) ?? new Map<string, MaskedFile>();
  cache.set(sources, files);
  const known = files.get(file);
  if (known?.text === text) {
    return known;
  }
  const hidden = findHidden(text);
  const made: MaskedFile = {
    text,
    lines: text.split(/\r?\n/),
    masked: maskLines(cover(text, hidden, maskedText).split(/\r?\n/)),
    secrets: hidden.flatMap(({ value = "" }) =>
      value.length < shortestSecret ? [] : [value, JSON.stringify(value).slice(1, -1)],
    ),
  };
  files.set(file, made);
  return made;
}

/** A sentence about a file, without the secrets that stand in that file. */
export function maskSentence(
  sources: ReadonlyMap<string, string>,
  file: string,
  sentence: string,
): string {
  const secrets = maskedFile(sources, file)?.secrets ?? [];
  return maskShapes(
    secrets.reduce((text, secret) => text.replaceAll(secret, maskedText), sentence),
  );
}

function firstDifference(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) {
    index += 1;
  }
  return index;
}

/** Columns of the mark, counted from 0, in the line as it is shown. */
function markOf(line: string, shown: string, column: number, endColumn: number | undefined) {
  const start = Math.min(column - 1, line.length);
  const end = Math.max(start + 1, Math.min((endColumn ?? column + 1) - 1, line.length));
  if (line === shown) {
    return { start, end };
  }
  const limit = firstDifference(line, shown);
  return start < limit
    ? { start, end: Math.min(end, limit) }
    : { start: limit, end: Math.max(limit + 1, shown.length) };
}

/** Where a frame points; 1-based, `endColumn` is the first column after the mark. */
export interface FrameTarget {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
}

/** Nothing can be pointed at. */
function isBlank({ text }: MaskedFile): boolean {
  return text.trim() === "";
}

/**
 * Draws the lines around a place, with a mark under it; secrets masked, control characters made
 * visible, long lines cut to a window.
 * @returns nothing when the file's text is unknown.
 */
export function drawFrame(
  sources: ReadonlyMap<string, string>,
  target: FrameTarget,
): string | undefined {
  const file = maskedFile(sources, target.file);
  const line = file?.lines[target.line - 1];
  const shown = file?.masked[target.line - 1];
  if (file === undefined || line === undefined || shown === undefined || isBlank(file)) {
    return undefined;
  }
  const mark = markOf(line, shown, target.column, target.endColumn);
  const from = mark.start > maxWidth - 10 ? mark.start - leftContext : 0;
  const first = Math.max(1, target.line - linesBefore);
  const last = Math.min(file.masked.length, target.line + linesAfter);
  const numberWidth = String(last).length;
  const rows: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const text = toPrintable(
      (file.masked[number - 1] ?? "").slice(from, from + maxWidth),
    ).trimEnd();
    const pointer = number === target.line ? ">" : " ";
    rows.push(`${pointer} ${String(number).padStart(numberWidth)} | ${text}`.trimEnd());
    if (number === target.line) {
      const length = Math.max(1, Math.min(mark.end, from + maxWidth) - mark.start);
      const blank = " ".repeat(mark.start - from);
      rows.push(`  ${" ".repeat(numberWidth)} | ${blank}${"^".repeat(length)}`);
    }
  }
  return rows.join("\n");
}
