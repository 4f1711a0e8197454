import { readFileSync, statSync } from "node:fs";
import type { ErrorCode } from "../../errors.ts";
import { findConflictMarks } from "../../files/find-conflict.ts";

/** Larger files are not what a person writes. */
const maxSourceBytes = 5 * 1024 * 1024;

/** A file that cannot be used, in words that follow its name. */
export interface UnreadableSource {
  /** Where the fault has a code of its own. */
  readonly code?: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  /** 1-based place of the first bad byte; 1:1 when the file could not be read at all. */
  readonly line: number;
  readonly column: number;
  /** What could be read, for a frame. */
  readonly text?: string;
}

const newline = 0x0a;

/** A text in UTF-8 without its byte order mark; undefined for what is none. */
function decode(bytes: Uint8Array): string | undefined {
  return decodeAs("utf-8", bytes);
}

/** The same of a text in UTF-8 or, where a byte order mark says so, in UTF-16. */
export function decodeAny(bytes: Uint8Array): string | undefined {
  return decodeAs(findUtf16(bytes) ?? "utf-8", bytes);
}

function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function findUtf16([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) {
    return "utf-16le";
  }
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

function findBadByte(bytes: Uint8Array): { line: number; column: number } {
  let line = 1;
  for (let start = 0; start <= bytes.length; line += 1) {
    const next = bytes.indexOf(newline, start);
    const stop = next === -1 ? bytes.length : next;
    const piece = bytes.subarray(start, stop);
    if (decode(piece) === undefined) {
      return { line, column: new TextDecoder().decode(piece).indexOf("\ufffd") + 1 };
    }
    start = stop + 1;
  }
  return { line: 1, column: 1 };
}

function explainBytes(bytes: Uint8Array): UnreadableSource {
  const isUtf16 = findUtf16(bytes) !== undefined;
  const { line, column } = isUtf16 ? { line: 1, column: 1 } : findBadByte(bytes);
  return {
    message: `The file is not valid UTF-8: the first bad byte is in line ${line}.`,
    hint: isUtf16
      ? "It seems to be saved as UTF-16: save it again as UTF-8."
      : "Save the file again with the encoding UTF-8.",
    line,
    column,
    text: new TextDecoder().decode(bytes),
  };
}

function explainConflict(text: string): UnreadableSource | undefined {
  const [line] = findConflictMarks(text);
  if (line === undefined) {
    return undefined;
  }
  return {
    code: "MERGE_CONFLICT",
    message: "git could not merge this, and left both sides in the file.",
    hint: "Keep one side and remove the lines with the markers. (Those that an article is to show stand indented in its `markdown:`.)",
    line,
    column: 1,
    text,
  };
}

function explainFailure(error: unknown): UnreadableSource {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return { message: "There is no such file.", line: 1, column: 1 };
    case "EACCES":
    case "EPERM":
      return {
        message: "The file may not be read.",
        hint: "Check its permissions.",
        line: 1,
        column: 1,
      };
    default:
      return { message: `The file cannot be read (${code}).`, line: 1, column: 1 };
  }
}

/** How a file is read, where that differs from what a person writes for Prelo. */
export interface ReadingOptions {
  readonly maxBytes?: number;
  /** UTF-8 alone where unset. */
  readonly decode?: (bytes: Uint8Array) => string | undefined;
}

/**
 * Reads a text file that a person wrote: regular, not too large, valid UTF-8, and merged; a byte order
 * mark is dropped. Synchronous: nothing else is under way that could use the time.
 * @param path absolute.
 */
export function readSource(
  path: string,
  { maxBytes = maxSourceBytes, decode: read = decode }: ReadingOptions = {},
): string | UnreadableSource {
  try {
    const status = statSync(path);
    if (!status.isFile()) {
      const message = status.isDirectory()
        ? "This is a folder, not a file."
        : "This is not a regular file.";
      return { message, line: 1, column: 1 };
    }
    if (status.size > maxBytes) {
      const limit = `${maxBytes / 1024 / 1024} MiB`;
      return { message: `The file is larger than ${limit}.`, line: 1, column: 1 };
    }
    const bytes = readFileSync(path);
    const text = read(bytes);
    return text === undefined ? explainBytes(bytes) : (explainConflict(text) ?? text);
  } catch (error) {
    return explainFailure(error);
  }
}
