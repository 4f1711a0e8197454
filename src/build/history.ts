import { type AnswerVersion, type RecordedVersion, tellHistory } from "../answers/history.ts";
import { pageRecordFile, previousOf, recordFile, type RecordName } from "../answers/record-name.ts";
import { recordOf } from "../answers/record-names.ts";
import { tellPageHistory } from "../answers/page-history.ts";
import { AnswerStore } from "../answers/store.ts";
import { tellPictureHistory } from "../answers/picture-history.ts";
import { readTextIfThere } from "../files/files.ts";
import { listVersions } from "../files/git.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { loadCheckedJob } from "./load-job.ts";
import { collectPicture } from "./picture-history.ts";
import { pageId } from "../article/translation/translation-article.ts";
import { assertKnownBlocks, listTranslations, namedNumbers, namesBlock } from "./named-blocks.ts";

/** The versions of one block's answer, or of one of its pictures, the newest first. */
export interface AnswerHistory {
  readonly article: string;
  readonly block: string;
  /** Which of the block's pictures. */
  readonly number?: number;
  readonly versions: readonly AnswerVersion[];
}

/**
 * What the answers under a name said before: the record on disk, the versions that git holds, and the one
 * that is kept beside it.
 * @param name `[ARTICLE/]ID[/NUMBER]`; every article's, where several have the id
 * @throws JobError; PreloError USAGE, READ_FAILED
 */
export async function tellHistories(
  jobFile: string,
  name: string,
): Promise<readonly AnswerHistory[]> {
  const { job } = await loadCheckedJob({ jobFile });
  assertKnownBlocks([name], job.articles, "history");
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
  const pictures = job.articles.flatMap((article) =>
    listAsked(article).flatMap((block) =>
      namedNumbers([name], article.slug, block).map((number) => ({
        record: recordOf(article, block),
        number,
      })),
    ),
  );
  return Promise.all([
    ...[...own, ...translated].map(async (record) => ({
      article: record.slug,
      block: record.id,
      versions:
        record.id === pageId
          ? tellPageHistory(await collectPage(record.slug, store))
          : tellHistory(await collect(record, store), record.kind),
    })),
    ...pictures.map(async ({ record, number }) => ({
      article: record.slug,
      block: record.id,
      number,
      versions: tellPictureHistory(await collectPicture(record, number, store), number),
    })),
  ]);
}

async function collect(name: RecordName, store: AnswerStore): Promise<readonly RecordedVersion[]> {
  const path = store.pathOfRecord(name);
  const here = await readHere(recordFile(name), path);
  const committed = await listCommitted(path);
  const before = await readHere(recordFile(previousOf(name)), store.pathOfRecord(previousOf(name)));
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
  const here = await readHere(pageRecordFile, path);
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

async function readHere(file: string, path: string): Promise<readonly RecordedVersion[]> {
  const text = await readTextIfThere(path);
  return text === undefined ? [] : [{ at: "on disk", file, text }];
}
