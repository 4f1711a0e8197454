import { existsSync, readFileSync } from "node:fs";
import { type AnswerVersion, type RecordedVersion, tellHistory } from "../answers/history.ts";
import { previousOf, recordFile, type RecordName } from "../answers/record-name.ts";
import { recordOf } from "../answers/record-names.ts";
import { tellPageHistory } from "../answers/page-history.ts";
import { pageRecordFile } from "../answers/page-record.ts";
import { AnswerStore } from "../answers/store.ts";
import { toReadError } from "../files/files.ts";
import { listVersions } from "../files/git.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { loadCheckedJob } from "./load-job.ts";
import { pageId } from "../article/translation/translation-article.ts";
import { assertKnownBlocks, listTranslations, namesBlock } from "./named-blocks.ts";

/** The versions of one block's answer, the newest first. */
export interface AnswerHistory {
  readonly article: string;
  readonly block: string;
  readonly versions: readonly AnswerVersion[];
}

/**
 * What the answers under a name said before: the record on disk, the versions that git holds, and the one
 * that is kept beside it.
 * @param name `[ARTICLE/]ID`; every article's, where several have the id
 * @throws JobError; PreloError USAGE, READ_FAILED
 */
export async function tellHistories(
  jobFile: string,
  name: string,
): Promise<readonly AnswerHistory[]> {
  const { job } = await loadCheckedJob({ jobFile });
  assertKnownBlocks([name], job.articles, "history", "blocks");
  const store = new AnswerStore(job.answersDir);
  const own = job.articles.flatMap((article) =>
    listAsked(article)
      .filter((block) => namesBlock([name], article, block))
      .map((block) => recordOf(article, block)),
  );
  const translated = listTranslations(job.articles).flatMap(({ article, ids }) =>
    ids
      .filter((id) => namesBlock([name], article, { id }))
      .map((id): RecordName => ({ slug: article.slug, id, kind: "text" })),
  );
  const named = [...own, ...translated];
  return Promise.all(
    named.map(async (record) => ({
      article: record.slug,
      block: record.id,
      versions:
        record.id === pageId
          ? tellPageHistory(await collectPage(record.slug, store))
          : tellHistory(await collect(record, store), record.kind),
    })),
  );
}

async function collect(name: RecordName, store: AnswerStore): Promise<readonly RecordedVersion[]> {
  const path = store.pathOfRecord(name);
  const here = readHere(recordFile(name), path);
  const committed = await listCommitted(path);
  const before = readHere(recordFile(previousOf(name)), store.pathOfRecord(previousOf(name)));
  const known = new Set(committed.map(({ text }) => text));
  return [
    ...here.filter(({ text }) => text !== committed[0]?.text),
    // What git holds as well is told as its commit.
    ...(committed.length === 0 ? before : before.filter(({ text }) => !known.has(text))),
    ...committed,
  ];
}

/** The short texts of a translated page lie together; nothing is kept beside them. */
async function collectPage(slug: string, store: AnswerStore): Promise<readonly RecordedVersion[]> {
  const path = store.pathOf(slug, pageRecordFile);
  const committed = await listCommitted(path);
  const here = readHere(pageRecordFile, path);
  return [...here.filter(({ text }) => text !== committed[0]?.text), ...committed];
}

async function listCommitted(path: string): Promise<readonly RecordedVersion[]> {
  return (await listVersions(path)).map(({ commit: at, author, file, text }) => ({
    at,
    author,
    file,
    text,
  }));
}

function readHere(file: string, path: string): readonly RecordedVersion[] {
  if (!existsSync(path)) {
    return [];
  }
  try {
    return [{ at: "on disk", file, text: readFileSync(path, "utf8") }];
  } catch (error) {
    throw toReadError(error, path);
  }
}
