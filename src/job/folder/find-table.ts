import type { Report } from "../diagnostics/diagnostic-list.ts";
import { valueAt, type YamlFile } from "../yaml/yaml-file.ts";
import type { FoundFile, JobFolder } from "./job-folder.ts";

/** The files of a table that a job names. */
export interface TableFiles {
  /** Where it stands in the job's `articles`, from 0. */
  readonly index: number;
  readonly template: FoundFile;
  readonly data: FoundFile;
}

/** Finds the files of the table at a place in the job's `articles`; reports those that are not there. */
export function findTable(
  index: number,
  job: YamlFile,
  folder: JobFolder,
  report: Report,
): TableFiles | undefined {
  const find = (key: "template" | "data"): FoundFile | undefined => {
    const path = ["articles", index, key];
    const name = valueAt(job.value, path);
    if (typeof name !== "string" || name.trim() === "") {
      return undefined;
    }
    const found = folder.find(name, [folder.dir]);
    if ("path" in found) {
      return found;
    }
    report(job.placeOf(path), found.message, found.hint);
    return undefined;
  };
  const [template, data] = [find("template"), find("data")];
  return template && data && { index, template, data };
}
