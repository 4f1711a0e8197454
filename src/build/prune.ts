import { relative, sep } from "node:path";
import { isTranslation, namesOf } from "../publish/names.ts";
import { findOrphanedFolders, removeOrphanedFolder } from "../publish/orphaned-folders.ts";
import type { Article } from "../job/types.ts";
import {
  pageRecordFile,
  previousOf,
  rejectedFile,
  type RecordName,
  recordPath,
} from "../answers/record-name.ts";
import { isEditedText } from "../answers/page-record.ts";
import type { AnswerStore } from "../answers/store.ts";
import type { Found } from "../answers/record-reader.ts";
import { pageId } from "../article/translation/translation-article.ts";
import { isForgotten } from "../requests/batches/note.ts";
import { Notes, notesFolder } from "../requests/batches/notes.ts";
import type { PlannedBlock } from "../plan/plan-context.ts";
import type { Environment } from "./environment.ts";
import { holdAnswers } from "./hold-answers.ts";
import { loadCheckedJob } from "./load-job.ts";
import { prepareArticle } from "./prepare.ts";
import { isEditedRecord } from "./orphaned.ts";
import { prepareTranslations } from "./translations/prepare.ts";

export interface PruneOptions {
  /** Absolute path of the job file. */
  readonly jobFile: string;
  /** Only says what would be removed. */
  readonly dryRun: boolean;
  /** Removes what a person edited as well. */
  readonly edited: boolean;
}

/** What a prune removes, or would. */
export interface PruneResult {
  /** Answers, by path below the answers folder. */
  readonly removed: readonly string[];
  /** Notes of batches that are settled and forgotten by their providers, by path below the answers folder. */
  readonly notes: readonly string[];
  /** Edited by a person, and therefore kept. */
  readonly kept: readonly string[];
  /** What was published of articles that are gone: folders below the job's own. */
  readonly folders: readonly string[];
  /** Files in them that a person edited, and that stay. */
  readonly keptFiles: readonly string[];
}

interface Candidate {
  readonly path: string;
  readonly edited: boolean;
  readonly remove: () => Promise<void>;
}

/**
 * Removes the records, the superseded ones, and the attempts kept aside, that no block needs: only what
 * can be read as one, that a build would not move, and that nobody edited; and what was published of
 * articles that are gone. Links are not followed.
 * @throws JobError; PreloError LOCKED, READ_FAILED, WRITE_FAILED
 */
export async function pruneJob(
  { jobFile, dryRun, edited }: PruneOptions,
  environment: Pick<Environment, "variables" | "lockHolder" | "now">,
): Promise<PruneResult> {
  const { job } = await loadCheckedJob({ jobFile });
  return holdAnswers({ job, jobFile, dryRun }, environment, async ({ store, orphaned, taskOf }) => {
    const plans = new Map<string, readonly PlannedBlock[]>();
    /** The short texts that translations are to have of pages that are gone, by their requests. */
    const moving = new Set<string>();
    for (const article of job.articles) {
      const task = taskOf(article);
      const prepared = await prepareArticle(task);
      const { planned, moves, article: unfolded } = prepared;
      plans.set(article.slug, planned);
      orphaned.know(unfolded);
      for (const { from } of moves) {
        orphaned.take(from, article.slug);
      }
      for (const translation of await prepareTranslations(task, prepared)) {
        plans.set(translation.article.slug, translation.planned);
        for (const { from } of translation.moves) {
          orphaned.take(from, translation.article.slug);
        }
        if (translation.isPageNew) {
          Object.values(translation.page?.record.texts ?? {}).forEach((text) =>
            moving.add(text.request),
          );
        }
      }
    }
    const candidates = [
      ...orphaned.list().map((found) => toCandidate(found, store)),
      ...listUnusedRejected(plans, store),
      ...listUnusedPages(job.articles, moving, store),
      ...listPreviousPages(store),
    ];
    const removed = candidates.filter((candidate) => edited || !candidate.edited);
    const notes = new Notes(job.answersDir);
    const settled = (await notes.list()).filter((note) => isForgotten(note, environment.now()));
    const published = findOrphanedFolders(job.output.dir, namesOf(job.articles));
    if (!dryRun) {
      for (const { remove } of removed) {
        await remove();
      }
      for (const { key } of settled) {
        await notes.remove(key);
      }
      for (const folder of published) {
        await removeOrphanedFolder(job.output.dir, folder, edited);
      }
    }
    const place = relative(job.dir, job.output.dir).split(sep).join("/");
    return {
      folders: published
        .filter(({ files, edited: own }) => edited || files.length > 0 || own.length === 0)
        .map(({ slug }) => `${place}/${slug}`),
      keptFiles: edited
        ? []
        : published.flatMap((each) => each.edited.map((file) => `${place}/${each.slug}/${file}`)),
      removed: removed.map(({ path }) => path),
      notes: settled.map(({ key }) => `${notesFolder}/${key}.yaml`),
      kept: candidates.filter((candidate) => !removed.includes(candidate)).map(({ path }) => path),
    };
  });
}

function toCandidate({ name }: Pick<Found, "name">, store: AnswerStore): Candidate {
  return {
    path: recordPath(name),
    edited: isEditedRecord(name, store),
    remove: () => store.remove(name),
  };
}

/**
 * The short texts of translations that no article has any more.
 * @param moving those that a build takes from there
 */
function listUnusedPages(
  articles: readonly Article[],
  moving: ReadonlySet<string>,
  store: AnswerStore,
): readonly Candidate[] {
  return store
    .listTranslations()
    .filter((slug) => !isTranslation(slug, articles))
    .flatMap((slug): readonly Candidate[] => {
      const texts = Object.values(store.readPage(slug).record.texts);
      const remove = (): Promise<void> => store.removePage(slug);
      return texts.length === 0 || texts.some(({ request }) => moving.has(request))
        ? []
        : [{ path: `${slug}/${pageRecordFile}`, edited: texts.some(isEditedText), remove }];
    });
}

/** What came for the short texts of a page and answers what was changed meanwhile. */
function listPreviousPages(store: AnswerStore): readonly Candidate[] {
  return store.listTranslations().flatMap((slug): readonly Candidate[] => {
    const name = previousOf({ slug, id: pageId, kind: "text" });
    const { state } = store.read(name);
    return state === "read" ? [toCandidate({ name }, store)] : [];
  });
}

/** Attempts kept aside that answer no request of their article any more. */
function listUnusedRejected(
  plans: ReadonlyMap<string, readonly PlannedBlock[]>,
  store: AnswerStore,
): readonly Candidate[] {
  return store.listRejected().flatMap((name): readonly Candidate[] => {
    const rejected = store.readRejected(name);
    const planned = plans.get(name.slug) ?? [];
    if (
      rejected === undefined ||
      planned.some((block) => mayNeed(block, name, rejected.answer.fingerprint))
    ) {
      return [];
    }
    const remove = (): Promise<void> => store.removeRejected(name);
    return [{ path: `${name.slug}/${rejectedFile(name)}`, edited: rejected.answer.edited, remove }];
  });
}

/** What waits for other answers may come to the very request that was answered. */
function mayNeed(
  { block, request, assessment }: PlannedBlock,
  { id }: RecordName,
  fingerprint: string,
): boolean {
  if (assessment === undefined) {
    return block.id === id;
  }
  return request?.fingerprint === fingerprint;
}
