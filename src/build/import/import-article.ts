import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { removeFile, writeWhole } from "../../files/files.ts";
import { DiagnosticList } from "../../job/diagnostics/diagnostic-list.ts";
import { groupSections } from "./group-sections.ts";
import { importWords } from "./import-words.ts";
import { leadFragments } from "./lead-fragments.ts";
import type { Remark } from "./material.ts";
import { findOutline } from "./outline.ts";
import { PicturePlaces } from "./place-pictures.ts";
import { readMaterial } from "./read-material.ts";
import { assertNone, type ImportTask, recordTexts } from "./record-texts.ts";
import { toBlocks } from "./to-blocks.ts";

export interface ImportReport {
  /** What was written, relative to the job's folder. */
  readonly files: readonly string[];
  /** How many texts are recorded as answers. */
  readonly texts: number;
  readonly remarks: readonly Remark[];
}

/**
 * Makes an article of a text that is there already: its sections are prompts and questions whose answers
 * are recorded, so that a build publishes them as they are, and asks for nothing. The article appears
 * last: without it, nothing of the rest is ever used.
 * @throws JobError for what is wrong in the file, or in the job; PreloError LEAK_FOUND, USAGE, WRITE_FAILED
 */
export async function importArticle(task: ImportTask): Promise<ImportReport> {
  const { jobFile, slug, source, place } = task;
  const diagnostics = new DiagnosticList();
  const material = await readMaterial(source, task.secrets, diagnostics);
  assertNone(diagnostics.toDiagnostics());
  if (material === undefined) {
    throw new Error("what keeps a file from being read was not reported");
  }
  const { head } = material;
  const name = basename(source.path, extname(source.path)).replaceAll(/[-_]+/g, " ");
  const fallback = name.charAt(0).toUpperCase() + name.slice(1);
  const found = findOutline(groupSections(material), head.title, fallback);
  const outline = leadFragments(found, material);
  const folder = `files/${slug}`;
  const jobDir = dirname(jobFile);
  const { embedded } = material;
  const pictures = new PicturePlaces(
    { source: source.path, jobDir, folder, embedded, name: source.name },
    diagnostics,
  );
  const language = head.language ?? task.language;
  const blocks = toBlocks(outline, importWords(language), pictures);
  if (blocks.length === 0) {
    diagnostics.report({ file: source.name, line: 1, column: 1 }, "There is no text in this file.");
  }
  assertNone(diagnostics.toDiagnostics());
  const copies = new Map(
    Array.from(pictures.copies, ([file, bytes]) => [join(jobDir, file), bytes] as const).filter(
      ([path]) => !existsSync(path),
    ),
  );
  const draft = join(dirname(place), `.${basename(place)}.import`);
  let isDone = false;
  try {
    // The article is read with its pictures before it is one.
    for (const [path, bytes] of copies) {
      await writeWhole(path, bytes);
    }
    const content = { head: { ...head, language, title: outline.title }, blocks };
    const { records, failing } = await recordTexts(task, draft, content);
    for (const [path, text] of records) {
      await writeWhole(path, text);
    }
    await rename(draft, place);
    isDone = true;
    const files = [place, ...Array.from(records.keys())].map((path) => relative(jobDir, path));
    return {
      files: [...files, ...pictures.copies.keys()].map((file) => file.replaceAll("\\", "/")),
      texts: records.size,
      remarks: [...material.remarks, ...outline.remarks, ...pictures.remarks, ...failing].toSorted(
        (a, b) => a.line - b.line,
      ),
    };
  } finally {
    for (const path of isDone ? [] : [draft, ...copies.keys()]) {
      await removeFile(path);
    }
  }
}
