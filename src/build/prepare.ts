import { assertStillThere } from "./named-blocks.ts";
import { findRefreshed, type Refreshing } from "./refreshed.ts";
import { claimedNames, recordNames, recordOf } from "../answers/record-names.ts";
import type { Move } from "../answers/move-records.ts";
import { type RecordName, recordPath } from "../answers/record-name.ts";
import type { AnswerStore } from "../answers/store.ts";
import { PreloError } from "../errors.ts";
import type { Article, Job } from "../job/types.ts";
import { mayShare, readAllotment } from "../plan/allotment.ts";
import { type Asked, settingsOf } from "../job/asked.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { planArticle } from "../plan/plan-article.ts";
import { pricesOf } from "../plan/prices/prices.ts";
import type { PlanContext, PlannedBlock } from "../plan/plan-context.ts";
import type { BuildOptions, Environment } from "./environment.ts";
import { type Inspect } from "../pictures/inspection/cached-inspection.ts";
import { openAttached } from "./attached-texts.ts";
import { once } from "./once.ts";
import { findChecks } from "./find-checks.ts";
import { chooseTargets, type Targets } from "./targets.ts";
import { unfold } from "../job/unfold/unfold.ts";
import { findKeyed } from "../plan/find-keyed.ts";
import { findKnown } from "./find-known.ts";
import { listMoves, recordFinder } from "./find-records.ts";
import { settleAll } from "./settle-pictures.ts";
import type { OrphanIndex, Uses } from "./orphaned.ts";

/** One article of a job, and what decides about it. */
export interface ArticleTask extends Refreshing {
  readonly article: Article;
  readonly job: Job;
  readonly options: BuildOptions;
  readonly variables: Environment["variables"];
  readonly store: AnswerStore;
  readonly orphaned: OrphanIndex;
  /** False where the sandbox stands in for nobody: what real requests need is looked for. */
  readonly standIn?: false;
  /** Says what a picture is that a person has put among the originals. */
  readonly inspectPicture?: Inspect;
  /** True where other articles' requests, on which this one waits, are over. */
  readonly othersAreDone?: true;
  /** Of the articles whose texts go along with its questions, those that wait for a batch. */
  readonly out?: ReadonlySet<string>;
  /** True for a look at the article's own folder alone: nothing is taken from another's. */
  readonly inFolderOnly?: true;
  /** Whether a person says that a block's answer, though stale, is right. */
  readonly accepts?: (article: Pick<Article, "slug" | "translates">, block: Asked) => boolean;
}

/** An article with its records read and its plan made. */
export interface PreparedArticle {
  /** With its blocks as far as recorded answers say which there are. */
  readonly article: Article;
  readonly targets: Targets;
  readonly context: PlanContext;
  readonly planned: readonly PlannedBlock[];
  /** Records that stand under other names than those of the blocks that they answer. */
  readonly moves: readonly Move[];
}

/**
 * Reads an article's records and plans it; sends nothing. Where an answer stands under the name of
 * another article's block, all articles say what they need, and it is planned once more.
 * @throws TemplateError; PreloError READ_FAILED
 */
export async function prepareArticle(task: ArticleTask): Promise<PreparedArticle> {
  const { article, orphaned } = task;
  const prepared = await planAlone(task);
  const isOthers = ({ slug }: RecordName): boolean => slug !== article.slug;
  assertStillThere(task.options.refresh ?? [], article, prepared.article, "--refresh");
  if (!prepared.moves.some(({ from }) => isOthers(from) && !orphaned.has(from))) {
    return prepared;
  }
  await orphaned.learnUses((other) => findUses({ ...task, article: other }));
  return planAlone(task);
}

/** Which records an article needs where they are, by its own folder alone. */
async function findUses(task: ArticleTask): Promise<Uses> {
  const { article } = task;
  const claimed = new Map(
    claimedNames(article).map((name) => [recordPath(name), name.kind === "text"] as const),
  );
  // What is asked for again all the same may be lost to a failure: nobody takes it away.
  const options = { ...task.options, refresh: [] };
  try {
    const { planned } = await planAlone({
      ...task,
      options,
      inFolderOnly: true,
    });
    const { kept, taken } = readAllotment(article, planned);
    const waiting = planned
      .filter(({ assessment }) => assessment === undefined)
      .map(({ block }) => [recordPath(recordOf(article, block)), block] as const);
    const posters = [...claimed].filter(
      ([path]) => !planned.some(({ block }) => recordPath(recordOf(article, block)) === path),
    );
    return new Map([
      ...posters,
      ...[...waiting, ...kept, ...taken].map(
        ([path, block]) => [path, mayShare(block, block)] as const,
      ),
    ]);
  } catch (error) {
    // It stops at itself: all that it has stays where it is.
    if (error instanceof PreloError) {
      return claimed;
    }
    throw error;
  }
}

/** Plans what is known, and anew with what that tells of which blocks there are, until it tells nothing new. */
async function planAlone(task: ArticleTask): Promise<PreparedArticle> {
  let prepared = await planUnfolded(task);
  let known = findKnown(task.article, prepared.planned, prepared.context.read);
  const seen = new Set<string>();
  while (known !== undefined && !seen.has(JSON.stringify(known))) {
    seen.add(JSON.stringify(known));
    prepared = await planUnfolded({ ...task, article: unfold(task.article, known) });
    known = findKnown(task.article, prepared.planned, prepared.context.read);
  }
  return prepared;
}

async function planUnfolded(task: ArticleTask): Promise<PreparedArticle> {
  const { article, job, options, variables, store, accepts } = task;
  const { slug } = article;
  const listed = store.readFolder(slug, recordNames(article));
  const folder = { ...listed, own: await settleAll(task, listed.own) };
  const findAll = recordFinder(task, folder);
  const findUnclaimed: typeof findAll = (fingerprint) =>
    findAll(fingerprint).filter(({ isClaimed }) => isClaimed !== true);
  const { refresh = [], sandbox = false, stale } = options;
  const targets = chooseTargets(article, job, folder, {
    sandbox,
    mayStandIn: task.standIn ?? options.queue === undefined,
    variables,
    findRecords: findUnclaimed,
  });
  // Where the sandbox stands in, nothing is paid for, and real answers stay where they are.
  const findRecords = targets.usesSandbox ? findUnclaimed : findAll;
  const checksOf = await findChecks(article);
  const attached = await openTexts(task);
  const context: PlanContext = {
    article,
    attached,
    read: folder.own,
    providerFor: targets.providerFor,
    priceOf: pricesOf(job),
    ...(!options.frozen && {
      batch: {
        takes: (block) =>
          (options.batch === true || settingsOf(block).processing === "batch") &&
          targets.providerFor(block).asked.name !== sandboxProvider,
        isOnly: job.batch.otherwise === "fail",
      },
    }),
    ...findRefreshed(article, refresh, task),
    findRecords,
    findKeyed: (block) => findKeyed(block, article, folder),
    staleIs: (block) =>
      accepts?.(article, block) ? "accepted" : stale === "keep" ? "kept" : "asked",
    rejected: once(() =>
      folder.rejected.flatMap((name) => {
        const rejected = store.readRejected(name);
        return rejected === undefined ? [] : [{ ...rejected, name }];
      }),
    ),
    ...(checksOf !== undefined && { checksOf }),
  };
  const planned = planArticle(context);
  const allotment = readAllotment(article, planned);
  return {
    article,
    targets,
    context: { ...context, allotment },
    planned,
    moves: listMoves(task, planned, findRecords),
  };
}

/** The texts of the articles that go along with this one's questions. */
function openTexts(task: ArticleTask): Promise<NonNullable<PlanContext["attached"]>> {
  const { article, job, options, othersAreDone = false, orphaned } = task;
  const others = othersAreDone ? { ...options, refresh: [] } : options;
  return openAttached(
    article,
    orphaned.articles,
    (other) => planAlone({ ...task, article: other, options: others }),
    ({ slug }) => !othersAreDone && job.articles.some((each) => each.slug === slug),
  );
}
