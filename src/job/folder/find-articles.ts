import { statSync } from "node:fs";
import path from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import { isAbsoluteAnywhere, type FoundFile, type JobFolder } from "./job-folder.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Place, Report } from "../diagnostics/diagnostic-list.ts";
import { findTable, type TableFiles } from "./find-table.ts";
import type { SlugClaims } from "./slug-claims.ts";
import { isSafeName } from "../../blocks/settings/values.ts";
import { valueAt, type YamlFile } from "../yaml/yaml-file.ts";

/** An article's file, and the name that the article has from it. */
export interface ArticleFile extends FoundFile {
  readonly slug: string;
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function expand(
  folder: JobFolder,
  pattern: string,
): readonly FoundFile[] | { message: string; hint?: string } {
  const file = folder.find(pattern, [folder.dir]);
  if ("path" in file) {
    return [file];
  }
  if (!isDynamicPattern(pattern)) {
    return explainMissing(folder, pattern) ?? file;
  }
  const leadsOut = isAbsoluteAnywhere(pattern) || pattern.split(/[/\\,{}]/).includes("..");
  if (leadsOut) {
    return { message: "This leads out of the job's folder." };
  }
  folder.looked.patterns.add(pattern);
  const names = globSync(pattern, { cwd: folder.dir, expandDirectories: false });
  if (names.length === 0) {
    return {
      message: `No file matches ${pattern}.`,
      hint: `Paths are relative to the job file's folder. ${suggestFiles(folder)}`,
    };
  }
  return names
    .map((name) => path.resolve(folder.dir, name))
    .map((found) => ({ path: found, name: folder.nameOf(found) }))
    .toSorted((a, b) => compare(a.name, b.name));
}

/** Says more of a name that is nearly right; nothing where it is not. */
function explainMissing(
  folder: JobFolder,
  name: string,
): { message: string; hint: string } | undefined {
  const full = path.resolve(folder.dir, name);
  if (!isAbsoluteAnywhere(name) && folder.holds(full) && isFolder(full)) {
    const glob = `${name.replace(/[/\\]+$/, "")}/*.yaml`;
    return { message: `${name} is a folder.`, hint: `Its files are \`${glob}\`.` };
  }
  const near = didYouMean(name, listYaml(folder));
  return near === undefined ? undefined : { message: `There is no file ${name}.`, hint: near };
}

function isFolder(full: string): boolean {
  return statSync(full, { throwIfNoEntry: false })?.isDirectory() === true;
}

function suggestFiles(folder: JobFolder): string {
  const files = listYaml(folder).slice(0, 3);
  return files.length === 0
    ? "`prelo new NAME` writes an article."
    : `There is ${files.join(", ")}.`;
}

/** The YAML files that may be articles: those in the folders beside the job file. */
function listYaml(folder: JobFolder): readonly string[] {
  const ignore = ["node_modules", "schema", "output", "answers"].map((name) => `${name}/**`);
  return globSync("*/*.{yaml,yml}", { cwd: folder.dir, ignore }).toSorted(compare);
}

/** A file's name without its folder and its extension. */
function slugOf(file: FoundFile): string {
  return path.basename(file.name, path.extname(file.name));
}

/** What one entry of the job's `articles` stands for. */
export type FoundEntry =
  | { readonly kind: "files"; readonly files: readonly ArticleFile[] }
  | ({ readonly kind: "table" } & TableFiles);

/**
 * The articles of a job, in the order of the list, those of a glob by their paths. The template of a
 * table is no article of its own: a glob leaves it out.
 * @param claims takes note of the articles' names
 */
export function findArticles(
  job: YamlFile,
  folder: JobFolder,
  claims: SlugClaims,
  report: Report,
): readonly FoundEntry[] {
  const value = valueAt(job.value, ["articles"]);
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const tables = list.map((entry, index) =>
    typeof entry === "object" && entry !== null ? findTable(index, job, folder, report) : undefined,
  );
  const templates = new Set(tables.map((table) => table?.template.path));
  const known = new Set<string>();
  return list.flatMap((pattern, index): FoundEntry[] => {
    const table = tables[index];
    if (table !== undefined) {
      return [{ kind: "table", ...table }];
    }
    if (typeof pattern !== "string" || pattern.trim() === "") {
      return [];
    }
    const place = job.placeOf(["articles", index]);
    const found = expand(folder, pattern);
    if ("message" in found) {
      report(place, found.message, found.hint);
      return [];
    }
    if (!isDynamicPattern(pattern) && found.some((file) => templates.has(file.path))) {
      const hint = "Remove it here, or name the articles by a glob, which leaves templates out.";
      report(place, `${pattern} is the template of a table, and no article by itself.`, hint);
    }
    const files = found.filter((file) => !known.has(file.path) && !templates.has(file.path));
    for (const file of files) {
      known.add(file.path);
    }
    const named = files.flatMap((file) => nameArticle(file, folder, claims, place, report) ?? []);
    return [{ kind: "files", files: named }];
  });
}

/** The article of a file; nothing when a mistake was reported. */
function nameArticle(
  file: FoundFile,
  folder: JobFolder,
  claims: SlugClaims,
  place: Place,
  report: Report,
): ArticleFile | undefined {
  const slug = slugOf(file);
  if (!folder.holds(file.path)) {
    report(place, `${file.name} leads out of the job's folder.`);
    return undefined;
  }
  if (!isSafeName(slug)) {
    const hint =
      "Rename it: letters A–Z, digits, `-` and `_` before the extension, at most 80 of them.";
    report(place, `${file.name} cannot name an article.`, hint);
    return undefined;
  }
  const twin = claims.claim(slug, file.name);
  if (twin !== undefined) {
    const message = `${twin} and ${file.name} would both be the article \`${slug}\`.`;
    report(place, message, "Rename one of them.");
    return undefined;
  }
  return { ...file, slug };
}
