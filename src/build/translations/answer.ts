import { isPrevious } from "../../answers/record-name.ts";
import type { Answer, TextAnswer } from "../../answers/types.ts";
import { addUp, countPlanned } from "../../plan/count-requests.ts";
import { runTasks } from "../../requests/run-tasks.ts";
import type { Ask, Reuse, Task } from "../../requests/task.ts";
import { addToPage } from "../../article/translation/record-page.ts";
import { toPageAnswer } from "../../article/translation/page-answer.ts";
import { listPassages } from "../../article/translation/passages.ts";
import { pageId } from "../../article/translation/translation-article.ts";
import { PreloError } from "../../errors.ts";
import type { Article } from "../../job/types.ts";
import type { BuildTask } from "../article-result.ts";
import { type Failure, tellFailure, toFailure } from "../failures.ts";
import { whichMayAsk } from "../may-ask.ts";
import { moveAnswers } from "../move-answers.ts";
import type { PreparedArticle } from "../prepare.ts";
import type { Run } from "../run.ts";
import { toTaskOptions } from "../task-options.ts";
import { toTasks } from "../tasks.ts";
import {
  asksSandbox,
  isTranslated,
  prepareTranslation,
  targetsOf,
  type PreparedTranslation,
  type Source,
} from "./prepare.ts";

/** What came of the texts of one translation. */
export interface AnsweredTranslation {
  /** What asks for it. */
  readonly article: Article;
  readonly language: string;
  /** By the ids of blocks; those of the short texts together under {@link pageId}. */
  readonly answers: ReadonlyMap<string, TextAnswer>;
  readonly stale: ReadonlySet<string>;
  readonly sandbox: boolean;
  readonly asked: number;
  readonly reused: number;
  readonly failures: readonly Failure[];
}

/**
 * Asks for the translations of an article whose answers are there; all are settled.
 * @throws only defects of the program, and PreloError for a source that cannot be shown
 */
export async function answerTranslations(
  task: BuildTask,
  { article, targets }: Pick<PreparedArticle, "targets"> & { readonly article: Article },
  answers: ReadonlyMap<string, Answer>,
  run: Run,
): Promise<readonly AnsweredTranslation[]> {
  if (!isTranslated(article)) {
    return [];
  }
  const source: Source = {
    article,
    passages: listPassages(article, answers),
    usesSandbox: asksSandbox({ targets }, answers.values()),
    sandboxReason: targets.sandboxReason,
  };
  return Promise.all(targetsOf(article).map((target) => answerOne(task, target, source, run)));
}

async function answerOne(
  task: BuildTask,
  target: Source["article"]["translations"]["to"][number],
  source: Source,
  run: Run,
): Promise<AnsweredTranslation> {
  const { language } = target;
  try {
    let prepared = await prepareTranslation(task, target, source);
    await run.store.sweep(prepared.article.slug);
    if (prepared.moves.length > 0) {
      await moveAnswers(prepared.moves, run, task.orphaned);
      prepared = await prepareTranslation(task, target, source);
    }
    return { ...(await askAll(task, prepared, run)), language };
  } catch (error) {
    if (!(error instanceof PreloError)) {
      throw error;
    }
    const article = { ...source.article, slug: `${source.article.slug}/${language}` };
    const nothing = { answers: new Map(), stale: new Set<string>(), asked: 0, reused: 0 };
    const failures = [toFailure(error, { article, job: task.job })];
    return { ...nothing, article, language, sandbox: false, failures };
  }
}

async function askAll(
  task: BuildTask,
  prepared: PreparedTranslation,
  run: Run,
): Promise<Omit<AnsweredTranslation, "language">> {
  const { article, planned, context, targets } = prepared;
  const { slug } = article;
  const mayAsk = whichMayAsk(article, task.options);
  const allowed = planned.filter(({ block }) => mayAsk(block.id));
  const requests = addUp(allowed.map((block) => countPlanned(block, context)));
  run.emit({ type: "planned", article: slug, mostRequests: planned.length, requests });
  const tasks = toTasks(planned, context, toTaskOptions(task, mayAsk, run));
  const outcomes = await runTasks(
    slug,
    tasks.map((each) => (each.block.id === pageId ? forPage(each, prepared, run) : each)),
    run,
    async () => undefined,
    ({ block }, error) => {
      tellFailure(slug, toFailure(error, { article, job: task.job }, block), run);
    },
  );
  const answers = new Map<string, TextAnswer>();
  const stale = new Set<string>();
  const failures: Failure[] = [];
  let asked = 0;
  for (const { block } of tasks) {
    const outcome = outcomes.get(block.id);
    if (outcome?.ok === false) {
      failures.push(toFailure(outcome.error, { article, job: task.job }, block));
    } else if (outcome?.answer.kind === "text") {
      answers.set(block.id, outcome.answer);
      asked += Number(outcome.asked);
      if (outcome.isStale === true) {
        stale.add(block.id);
      }
    }
  }
  const reused = answers.size - asked;
  return { article, answers, stale, sandbox: targets.usesSandbox, asked, reused, failures };
}

/** The short texts of a page have a record of their own kind: what comes is added to it. */
function forPage(task: Task, { article, page }: PreparedTranslation, { store }: Run): Task {
  if (page === undefined) {
    return task;
  }
  const { slug } = article;
  const write = async (came: Parameters<typeof addToPage>[2]): Promise<TextAnswer | undefined> => {
    const record = addToPage(page.record, page.due, came);
    await store.writePage(slug, record);
    await store.removeRejected({ slug, id: pageId, kind: "text" });
    return toPageAnswer(record, page.whole);
  };
  return {
    ...task,
    decide: async (bodies): Promise<Ask | Reuse> => {
      const { adopts } = page.planned.assessment ?? {};
      if (adopts !== undefined) {
        const there = isPrevious(adopts) ? store.read(adopts) : store.readRejected(adopts);
        const attempt = there && "answer" in there ? there.answer : undefined;
        const answer = attempt?.kind === "text" ? await write(attempt) : undefined;
        if (answer !== undefined) {
          await (isPrevious(adopts) ? store.remove(adopts) : undefined);
          return { ask: false, answer };
        }
      }
      const decision = await task.decide(bodies);
      if (decision.ask) {
        const [replaces] = page.due.flatMap((line) => line.replaces ?? []);
        return { ...decision, mayShare: false, keep: write, ...(replaces && { replaces }) };
      }
      // Under other names than before, or accepted for other requests.
      const { record: before } = store.readPage(slug);
      if (JSON.stringify(before) !== JSON.stringify(page.record)) {
        await store.writePage(slug, page.record);
      }
      return decision;
    },
  };
}
