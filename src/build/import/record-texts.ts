import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { formatTextRecord } from "../../answers/text-record.ts";
import { openChecks } from "../../checks/open-checks.ts";
import { PreloError } from "../../errors.ts";
import { readBytes, writeWhole } from "../../files/files.ts";
import { isTextBlock } from "../../job/asked.ts";
import { type Diagnostic, JobError } from "../../job/diagnostics/diagnostics.ts";
import { loadJob } from "../../job/load.ts";
import type { Article, Job } from "../../job/types.ts";
import { resolveRequest } from "../../plan/request.ts";
import type { SecretFinder } from "../../secrets/find.ts";
import type { Remark } from "./material.ts";
import { type Content, writeArticle } from "./write-article.ts";

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

/**
 * The records of the texts, by their paths. What a check of the job's would refuse is not checked.
 * @param draft where the article lies until it is one
 * @throws JobError; PreloError USAGE where the answers of another article lie
 */
export async function recordTexts(
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

/** @throws JobError */
export function assertNone(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) {
    throw new JobError(diagnostics);
  }
}
