import type { DiagnosticList, Place } from "../diagnostics/diagnostic-list.ts";
import type { FoundFile } from "./job-folder.ts";
import { type ReadingOptions, readSource } from "./read-source.ts";

/**
 * Reads a text file of a job, for which frames are drawn from then on; reports what keeps it from
 * being used: at its place in the file, or where the file is named when nothing of it can be shown.
 * @param namedAt unset: its own first line is the place
 * @returns nothing for a file that cannot be used
 */
export function readNamed(
  { path, name }: FoundFile,
  namedAt: Place | undefined,
  { sources, report }: DiagnosticList,
  options?: ReadingOptions,
): string | undefined {
  const source = readSource(path, options);
  if (typeof source === "string") {
    sources.set(name, source);
    return source;
  }
  const { text, message, hint, code, line, column } = source;
  if (text === undefined && namedAt !== undefined) {
    report(namedAt, `${name}: ${message}`, hint, code);
    return undefined;
  }
  sources.set(name, text ?? "");
  report({ file: name, line, column }, message, hint, code);
  return undefined;
}
