import { existsSync } from "node:fs";
import { readdir, rename } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { stringify } from "yaml";
import { formatTextRecord } from "../../answers/text-record.ts";
import { openChecks } from "../../checks/open-checks.ts";
import { PreloError } from "../../errors.ts";
import { readBytes, removeFile, writeWhole } from "../../files/files.ts";
import { isTextBlock } from "../../job/asked.ts";
import { DiagnosticList } from "../../job/diagnostics/diagnostic-list.ts";
import { type Diagnostic, JobError } from "../../job/diagnostics/diagnostics.ts";
import { loadJob } from "../../job/load.ts";
import {
  isJsonList,
  isJsonObject,
  type Article,
  type Job,
  type Json,
  type JsonObject,
} from "../../job/types.ts";
import { resolveRequest } from "../../plan/request.ts";
import type { SecretFinder } from "../../secrets/find.ts";
import { groupSections } from "./group-sections.ts";
import { importWords } from "./import-words.ts";
import { leadFragments } from "./lead-fragments.ts";
import type { Head, Remark } from "./material.ts";
import { findOutline } from "./outline.ts";
import { PicturePlaces } from "./place-pictures.ts";
import { readMaterial } from "./read-material.ts";
import { escapeTemplate, type ImportedBlock, toBlocks } from "./to-blocks.ts";

export interface ImportTask {
  /** Absolute, as all paths here. */
  readonly jobFile: string;
  readonly slug: string;
  /** The file that is imported, and how it is called in messages. */
  readonly source: { readonly path: string; readonly name: string };
  /** The article's file that is to be. */
  readonly place: string;
  /** BCP 47: of an article that does not say. */
  readonly language: string;
  /** What stands above the article, such as the address of its schema. */
  readonly opening: string;
  readonly secrets: SecretFinder;
  /** ISO 8601, UTC. */
  readonly now: string;
}

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
    const { records, failing } = await record(task, draft, content);
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

function assertNone(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) {
    throw new JobError(diagnostics);
  }
}

interface Content {
  readonly head: Head;
  readonly blocks: readonly ImportedBlock[];
}

/** The records of the texts, by their paths. What a check of the job's would refuse is not checked. */
async function record(
  task: ImportTask,
  draft: string,
  { head, blocks }: Content,
): Promise<{ records: ReadonlyMap<string, string>; failing: readonly Remark[] }> {
  const { jobFile, slug, now, opening } = task;
  const unchecked = new Set<string>();
  const load = async (): Promise<{ job: Job; article: Article }> => {
    await writeWhole(draft, opening + writeArticle({ head, blocks }, unchecked));
    const name = relative(dirname(jobFile), task.place).replaceAll("\\", "/");
    return loadDraft(jobFile, { path: draft, name, slug });
  };
  let { job, article } = await load();
  const texts = new Map(blocks.flatMap(({ id, text }) => (text === undefined ? [] : [[id, text]])));
  for (const id of await findFailing(article, texts)) {
    unchecked.add(id);
  }
  if (unchecked.size > 0) {
    ({ job, article } = await load());
  }
  const dir = join(job.answersDir, slug);
  const records = new Map<string, string>();
  for (const block of article.blocks.filter(isTextBlock)) {
    const body = texts.get(block.id);
    const provider = job.providers.get(block.text.provider);
    if (body !== undefined && provider !== undefined) {
      const { fingerprint, endpoint, body: request } = resolveRequest(article, block, provider, {});
      records.set(
        join(dir, `${block.id}.md`),
        formatTextRecord({
          origin: "imported",
          fingerprint,
          provider: provider.name,
          endpoint,
          model: "",
          request,
          finish: "stop",
          created: now,
          body,
        }),
      );
    }
  }
  await assertFree(dir, records);
  return {
    records,
    failing: Array.from(unchecked, (id) => ({
      line: 1,
      message: `the text of \`${id}\` does not pass the job's checks: its block says \`checks: false\``,
    })),
  };
}

async function loadDraft(
  jobFile: string,
  draft: { readonly path: string; readonly name: string; readonly slug: string },
): Promise<{ job: Job; article: Article }> {
  const { listPictures } = await import("../../article/own-pictures.ts");
  const { job, diagnostics } = await loadJob(jobFile, {
    draft,
    listPictures: (markdown) => Promise.resolve(listPictures(markdown)),
  });
  const article = job?.articles.find(({ slug }) => slug === draft.slug);
  assertNone(diagnostics.filter(({ file }) => article === undefined || file === draft.name));
  if (job === undefined || article === undefined) {
    throw new Error("the new article was not read, and nothing was reported");
  }
  return { job, article };
}

async function findFailing(
  article: Article,
  texts: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const blocks = article.blocks.filter(isTextBlock);
  const check = await openChecks(blocks.flatMap(({ checks }) => checks ?? []));
  return blocks
    .filter(({ id, checks, prompt }) => {
      const text = texts.get(id);
      return checks && text !== undefined && check(text, checks, prompt.value).length > 0;
    })
    .map(({ id }) => id);
}

/** Answers that are there were paid for, or written by somebody; those of an import that was cut short are the same. */
async function assertFree(dir: string, records: ReadonlyMap<string, string>): Promise<void> {
  const there = existsSync(dir) ? await readdir(dir) : [];
  for (const file of there.filter((name) => !name.startsWith("."))) {
    const path = join(dir, file);
    const own = records.get(path);
    if (own === undefined || !isSame((await readBytes(path)).toString("utf8"), own)) {
      throw new PreloError("USAGE", `${dir} holds answers already`, {
        hint: "Choose another name, or remove what no article uses: prelo prune. Nothing was written.",
      });
    }
  }
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => text.replace(/^run: .*$/m, ""));
  return one === other;
}

function writeArticle({ head, blocks }: Content, unchecked: ReadonlySet<string>): string {
  const { title, language, author, description, date, tags, draft, others } = head;
  const article = {
    title: escapeTemplate(title ?? ""),
    language,
    ...(author !== undefined && { author }),
    ...(description !== undefined && { description: escapeTemplate(description) }),
    ...(date !== undefined && { date }),
    ...(tags !== undefined && { tags }),
    ...(draft === true && { draft }),
    ...(Object.keys(others).length > 0 && { front_matter: escapeTexts(others) }),
    blocks: blocks.map(({ id, block }) =>
      unchecked.has(id) ? { ...block, checks: false } : block,
    ),
  };
  return stringify(article, { lineWidth: 0, blockQuote: "literal" });
}

/** The texts of a front matter are templates as well. */
function escapeTexts(value: JsonObject): JsonObject {
  const escapeOne = (each: Json): Json => {
    if (typeof each === "string") {
      return escapeTemplate(each);
    }
    return isJsonList(each) ? each.map(escapeOne) : isJsonObject(each) ? escapeTexts(each) : each;
  };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, escapeOne(each)]));
}
