import type * as z from "zod";
import { explainIssues, type ExplainedIssue, type Subject } from "./explain-issue.ts";
import type { Report } from "../diagnostics/diagnostic-list.ts";
import { type Path, valueAt, type YamlFile } from "../yaml/yaml-file.ts";

/** What is left of a value after a check. */
export interface Checked<T> {
  readonly data: T;
  /** The top-level keys in which there are mistakes. */
  readonly faulty: ReadonlySet<string>;
}

/** Reports explained issues at their places in the file; `base` leads to what was checked. */
export function reportIssues(
  issues: readonly ExplainedIssue[],
  file: YamlFile,
  base: Path,
  report: Report,
): void {
  for (const { path, atKey, message, hint } of issues) {
    const full = [...base, ...path];
    report(atKey ? file.placeOfKey(full) : file.placeOf(full), message, hint);
  }
}

/** Removes the value at a path, if it is there. */
function remove(value: unknown, path: Path): void {
  const parentPath = path.slice(0, -1);
  const parent = valueAt(value, parentPath);
  const last = path.at(-1);
  if (Array.isArray(parent) && typeof last === "number") {
    // An entry that leaves the list would shift the places of the others.
    remove(value, parentPath);
  } else if (typeof parent === "object" && parent !== null && last !== undefined) {
    Reflect.deleteProperty(parent, last);
  }
}

/**
 * Checks a whole file's value, reports what is wrong, and gives what is right of it, so that later
 * checks can go on.
 * @param partial the same schema without required keys.
 */
export function checkFile<T>(
  subject: Subject & { readonly schema: z.ZodType<T> },
  partial: z.ZodType<T>,
  file: YamlFile,
  report: Report,
): Checked<T> | undefined {
  const { data, error } = subject.schema.safeParse(subject.value);
  const faulty = new Set<string>();
  if (error === undefined) {
    return { data, faulty };
  }
  const issues = explainIssues(error.issues, subject);
  reportIssues(issues, file, [], report);
  const rest: unknown = structuredClone(subject.value);
  for (const { path } of issues) {
    faulty.add(String(path[0]));
    remove(rest, path);
  }
  const left = partial.safeParse(rest);
  return left.success ? { data: left.data, faulty } : undefined;
}
