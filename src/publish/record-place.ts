import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { answerFile, type RecordName } from "../answers/record-name.ts";
import { firstLineOfText } from "../answers/text-record.ts";
import type { Job, SourceRef } from "../job/types.ts";

type Folders = Pick<Job, "dir" | "answersDir">;

/** Where an answer is recorded: its path, and its name for a message, below the job's folder. */
export function placeOfRecord(
  { slug, ...record }: RecordName,
  { dir, answersDir }: Folders,
): { readonly path: string; readonly name: string } {
  const path = join(answersDir, slug, answerFile(record));
  return { path, name: relative(dir, path).split(sep).join("/") };
}

/** Where a line of an answer's text, from 1, stands in its record; undefined for one that is gone. */
export function lineOfRecord(
  name: RecordName,
  line: number,
  folders: Folders,
): SourceRef | undefined {
  const { path, name: file } = placeOfRecord(name, folders);
  try {
    const first = firstLineOfText(readFileSync(path, "utf8"));
    return { file, line: first + line - 1, column: 1 };
  } catch {
    // What cannot be read cannot be pointed at; what is wrong is told all the same.
    return undefined;
  }
}
