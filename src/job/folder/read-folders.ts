import path from "node:path";
import { defaults } from "../../blocks/settings/defaults.ts";
import { type FoundFile, isAbsoluteAnywhere, isWithin, type JobFolder } from "./job-folder.ts";
import type { Report } from "../diagnostics/diagnostic-list.ts";
import type { RawJob } from "../schema/job.ts";
import { valueAt, type YamlFile } from "../yaml/yaml-file.ts";

/** The folders that a job writes into, absolute. */
export interface WrittenFolders {
  readonly outputDir: string;
  readonly answersDir: string;
}

/** Folders are compared as on a system that does not tell `Output` from `output`. */
function contains(parent: string, child: string): boolean {
  return isWithin(parent.toLowerCase(), child.toLowerCase());
}

function describe(section: "output" | "answers", raw: RawJob, file: YamlFile, folder: JobFolder) {
  const { dir } = raw[section];
  const place = file.placeOf([section, "dir"]);
  return { section, dir, place, full: path.resolve(folder.dir, dir) };
}

/** Checks that what is written stays in the job's folder, apart, and off the articles. */
export function readFolders(
  raw: RawJob,
  articles: readonly FoundFile[],
  file: YamlFile,
  folder: JobFolder,
  report: Report,
): WrittenFolders {
  const output = describe("output", raw, file, folder);
  const answers = describe("answers", raw, file, folder);
  for (const { section, dir, place, full } of [output, answers]) {
    const own = articles.find((article) => contains(full, article.path));
    if (isAbsoluteAnywhere(dir) || !folder.holds(full)) {
      const message = `\`${section}.dir\` must be a folder inside the job's folder.`;
      report(place, message, `Write a relative path, such as ${defaults[section].dir}.`);
    } else if (contains(full, folder.dir)) {
      const message = `\`${section}.dir\` may not be the job's folder itself.`;
      report(place, message, `Write the name of a folder, such as ${defaults[section].dir}.`);
    } else if (own !== undefined) {
      const message = `\`${section}.dir\` holds the article ${own.name}.`;
      report(place, message, "Prelo writes into this folder; keep the articles elsewhere.");
    }
  }
  if ([output, answers].some(({ full }) => contains(full, folder.dir))) {
    return { outputDir: output.full, answersDir: answers.full };
  }
  if (contains(output.full, answers.full) || contains(answers.full, output.full)) {
    const message =
      output.full === answers.full
        ? "`output.dir` and `answers.dir` are the same folder."
        : "Of `output.dir` and `answers.dir`, one holds the other.";
    const isGiven = valueAt(file.value, ["answers", "dir"]) !== undefined;
    const place = isGiven ? answers.place : output.place;
    report(place, message, "Keep them apart: what is published can be deleted, answers cannot.");
  }
  return { outputDir: output.full, answersDir: answers.full };
}
