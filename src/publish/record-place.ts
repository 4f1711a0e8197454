import { join, relative, sep } from "node:path";
import { recordFile, type RecordName } from "../answers/record-name.ts";
import type { Job } from "../job/types.ts";

/** Where an answer is recorded: its path, and its name for a message, below the job's folder. */
export function placeOfRecord(
  { slug, ...record }: RecordName,
  { dir, answersDir }: Pick<Job, "dir" | "answersDir">,
): { readonly path: string; readonly name: string } {
  const path = join(answersDir, slug, recordFile(record));
  return { path, name: relative(dir, path).split(sep).join("/") };
}
