import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterFile } from "../support/after-file.ts";
import type { Diagnostic } from "../../src/job/diagnostics/diagnostics.ts";
import { loadJob, type LoadResult } from "../../src/job/load.ts";
import type { Article, Block, Job } from "../../src/job/types.ts";

const plainJob = `version: 1
articles: [prompts/*.yaml]
text: { model: gpt-5.4-mini }
image: { model: gpt-image-2 }
`;

/** Writes files into a new temporary folder, and gives its path. */
export async function writeFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), "prelo-job-"));
  afterFile(() => rm(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(dir, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return dir;
}

/** Loads a job that consists of the given files; `pipeline.yaml` is plain unless given. */
export async function loadFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<LoadResult> {
  const dir = await writeFiles({ "pipeline.yaml": plainJob, ...files });
  return loadJob(path.join(dir, "pipeline.yaml"));
}

/** Loads one article, `prompts/a.yaml`, in a plain job. */
export async function loadArticle(text: string | Uint8Array): Promise<LoadResult> {
  return loadFiles({ "prompts/a.yaml": text });
}

/** Loads a job file beside one article without mistakes. */
export async function loadJobText(text: string | Uint8Array): Promise<LoadResult> {
  return loadFiles({
    "pipeline.yaml": text,
    "prompts/a.yaml": "title: T\nblocks:\n  - markdown: Text\n",
  });
}

export function jobOf(result: LoadResult): Job {
  if (result.job === undefined || result.diagnostics.length > 0) {
    throw new Error(result.diagnostics.map(({ message }) => message).join("\n") || "no job");
  }
  return result.job;
}

export function articleOf(result: LoadResult): Article {
  const [article] = jobOf(result).articles;
  if (article === undefined) {
    throw new Error("no article");
  }
  return article;
}

/** The block of a kind in an article without mistakes. */
export function blockOf<K extends Block["kind"]>(
  result: LoadResult,
  kind: K,
): Block & { readonly kind: K } {
  const block = articleOf(result).blocks.find(
    (each): each is Block & { readonly kind: K } => each.kind === kind,
  );
  if (block === undefined) {
    throw new Error(`no ${kind} block`);
  }
  return block;
}

/** `line:column` of each diagnostic, in order. */
export function placesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ line, column }) => `${line}:${column}`);
}

/** Takes the sign `¶` out of a text, and tells where it stood, as `line:column`. */
export function takeMark(marked: string): { text: string; place: string } {
  const at = marked.indexOf("¶");
  if (at === -1) {
    throw new Error("no mark");
  }
  const before = marked.slice(0, at).split("\n");
  return {
    text: marked.replace("¶", ""),
    place: `${before.length}:${(before.at(-1) ?? "").length + 1}`,
  };
}
