import { readFileSync } from "node:fs";
import { PreloError } from "../errors.ts";
import { toReadError } from "../files/files.ts";
import { findConflictMarks } from "../files/find-conflict.ts";
import { TemplateError } from "../job/templates/template-errors.ts";
import { parseTextRecord } from "./text-record.ts";
import type { Answer } from "./types.ts";

/**
 * Both sides of a conflict were paid for, or written by hand: none may be asked again or overwritten,
 * and whoever merges decides which stands. What came from a model may show the marks of one, and stands
 * as it came; once it was edited, it may show as many as it had then.
 * @param path of the file, for the message
 * @param answer what the text was read as; undefined when it cannot be read
 * @throws PreloError MERGE_CONFLICT with the line
 */
export function assertMerged(path: string, text: string, answer: Answer | undefined): void {
  if (answer !== undefined && (answer.kind === "image" || !answer.edited)) {
    return;
  }
  const [line, ...others] = findConflictMarks(text);
  if (line === undefined || others.length + 1 <= (answer?.markers ?? 0)) {
    return;
  }
  throw new PreloError(
    "MERGE_CONFLICT",
    `${path}, line ${line}: git could not merge this, and left both sides in the file`,
    {
      hint:
        "Keep one side and remove the lines with the markers; until then nothing is sent for its article. " +
        "Markers that a text is to show: indent all of their fence by a space.",
      ref: { file: path, line, column: 1 },
    },
  );
}

/** The same for an attempt that was kept aside. */
export function assertRejectedMerged(path: string): void {
  const text = readText(path);
  let answer: Answer | undefined;
  try {
    answer = parseTextRecord(text);
  } catch {
    // What cannot be read was never an answer, but both sides of a conflict may have been.
  }
  assertMerged(path, text, answer);
}

/** What a record holds that is not damaged, but not for this version: told with its path. */
export function toUnusable({ code, message, hint }: PreloError, path: string): PreloError {
  return new PreloError(code, `${path}: ${message}`, {
    hint,
    ref: { file: path, line: 1, column: 1 },
  });
}

/** For a catch: gives back what stops one article, a record that may not be touched or a template; throws all else. */
export function orUnusable(error: unknown): PreloError {
  if (
    error instanceof TemplateError ||
    (error instanceof PreloError &&
      (error.code === "MERGE_CONFLICT" || error.code === "ANSWER_DAMAGED"))
  ) {
    return error;
  }
  throw error;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw toReadError(error, path);
  }
}
