import { join } from "node:path";
import type { Move } from "../answers/move-records.ts";
import { fingerprintsOf } from "../answers/types.ts";
import { type RecordName, recordPath } from "../answers/record-name.ts";
import type { AnswerStore, Found, ReadResult, RecordFolder } from "../answers/store.ts";
import type { AnswerChecks, Article, Job } from "../job/types.ts";
import { listAsked } from "../plan/alt-blocks.ts";
import { readManifest } from "../publish/manifest.ts";
import { readAllotment, recordOf } from "../plan/allotment.ts";
import type { Asked } from "../plan/dependencies.ts";
import { type PlanContext, planArticle, type PlannedBlock } from "../plan/plan-article.ts";
import type { BuildOptions, Environment } from "./environment.ts";
import { type Inspect, inspectAlone, recallFacts } from "./known-facts.ts";
import { settleOriginals } from "./settle-originals.ts";
import { chooseTargets, type Targets } from "./targets.ts";
import { indexByFingerprint } from "./by-fingerprint.ts";
import type { UnclaimedIndex } from "./unclaimed.ts";

/** One article of a job, and what decides about it. */
export interface ArticleTask {
  readonly article: Article;
  readonly job: Job;
  readonly options: BuildOptions;
  readonly variables: Environment["variables"];
  readonly store: AnswerStore;
  readonly unclaimed: UnclaimedIndex;
  /** Says what a picture is that a person has put among the originals. */
  readonly inspectPicture?: Inspect;
  /** Whether a person says that a block's answer, though stale, is right. */
  readonly accepts?: (id: string) => boolean;
}

/** An article with its records read and its plan made. */
export interface PreparedArticle {
  readonly targets: Targets;
  readonly context: PlanContext;
  readonly planned: readonly PlannedBlock[];
  /** Records that stand under other names than those of the blocks that they answer. */
  readonly moves: readonly Move[];
}

/** Reads an article's records and plans it; sends nothing. @throws TemplateError; PreloError READ_FAILED */
export async function prepareArticle(task: ArticleTask): Promise<PreparedArticle> {
  const { article, job, options, variables, store, accepts } = task;
  const { slug } = article;
  const listed = store.readFolder(slug, recordNames(article));
  const folder = { ...listed, own: await settleAll(task, listed.own) };
  const findRecords = recordFinder(task, folder);
  const { refresh = [], sandbox = false, stale } = options;
  const targets = chooseTargets(article, job, folder, { sandbox, variables, findRecords });
  const checksOf = await findChecks(article);
  const context: PlanContext = {
    article,
    read: folder.own,
    providerFor: targets.providerFor,
    prices: job.prices,
    refreshes: (id) =>
      refresh === "all" || refresh.includes(id) || refresh.includes(`${slug}/${id}`),
    findRecords,
    staleIs: (id) => (accepts?.(id) ? "accepted" : stale === "keep" ? "kept" : "asked"),
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
  return { targets, context: { ...context, allotment }, planned, moves: listMoves(task, planned) };
}

/** Looks at those originals whose files are not the recorded ones any more. */
async function settleAll(
  { article, job, store, inspectPicture = inspectAlone }: ArticleTask,
  own: RecordFolder["own"],
): Promise<RecordFolder["own"]> {
  const { slug } = article;
  const settled = new Map(own);
  for (const block of article.blocks) {
    const read = own.get(block.id);
    if (block.kind !== "image" || read === undefined || !isChanged(read)) continue;
    const previous = readManifest(join(job.output.dir, slug));
    const context = {
      pathOf: (file: string) => store.pathOf(slug, file),
      // What was published is not decoded again.
      inspectPicture: recallFacts(previous, inspectPicture),
      limits: block.variants,
      record: recordPath(recordOf(article, block)),
    };
    settled.set(block.id, await settleOriginals(read, context));
  }
  return settled;
}

function isChanged(read: ReadResult): boolean {
  const images = read.state === "read" && read.answer.kind === "image" ? read.answer.images : [];
  return images.some(({ changed }) => changed);
}

/** Looks records up by what they answer: in the article's folder, then in those of others. */
function recordFinder(
  { article, store, unclaimed }: ArticleTask,
  { own, others }: RecordFolder,
): (fingerprint: string) => readonly Found[] {
  let index: ReadonlyMap<string, readonly Found[]> | undefined;
  const readOwn = (): readonly Found[] =>
    recordNames(article).flatMap((name) => {
      const read = own.get(name.id);
      return read?.state === "read" ? [{ name, answer: read.answer }] : [];
    });
  return (fingerprint) => {
    index ??= indexByFingerprint([...readOwn(), ...others]);
    const inFolder = index.get(fingerprint) ?? [];
    // Read again: while an article is built, its records change.
    return [...inFolder, ...unclaimed.find(fingerprint, article.slug)].flatMap(({ name }) => {
      const read = store.read(name);
      const still = read.state === "read" && fingerprintsOf(read.answer).includes(fingerprint);
      return still ? [{ name, answer: read.answer }] : [];
    });
  };
}

/** The records that a build gives another name before it asks for anything. */
function listMoves(
  { article, unclaimed }: ArticleTask,
  planned: readonly PlannedBlock[],
): readonly Move[] {
  const { kept } = readAllotment(article, planned);
  return planned.flatMap(({ block, assessment }) => {
    const from = assessment?.movedFrom;
    // What no block claims goes at the end of the run: other articles may want it as well.
    const keep = from !== undefined && (unclaimed.has(from) || kept.has(recordPath(from)));
    return from === undefined ? [] : [{ from, to: recordOf(article, block), keep }];
  });
}

/** What checks the answers of an article; nothing, and nothing loads, when none is asked for. */
async function findChecks(article: Article): Promise<PlanContext["checksOf"] | undefined> {
  const all = listAsked(article).flatMap((block) => checksIn(block) ?? []);
  if (all.length === 0) return undefined;
  const { openChecks } = await import("../checks/open-checks.ts");
  const check = await openChecks(all);
  return (block) => {
    const checks = checksIn(block);
    if (checks === undefined) return undefined;
    return { findFailures: (body) => check(body, checks), isBuiltIn: block.kind === "alt" };
  };
}

/** Runs what is asked for several times, or not at all, once. */
function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | undefined;
  return () => (done ??= { result: work() }).result;
}

function checksIn(block: Asked): AnswerChecks | undefined {
  return block.kind === "image" ? undefined : block.checks;
}

/** The records of all that a model answers. */
function recordNames(article: Article): readonly RecordName[] {
  return listAsked(article).map((block) => recordOf(article, block));
}

/** All records that an article's blocks claim, the posters of its videos included. */
export function claimedNames(article: Article): readonly RecordName[] {
  const videos = article.blocks
    .filter(({ kind }) => kind === "video")
    .map(({ id }): RecordName => ({ slug: article.slug, id, kind: "image" }));
  return [...recordNames(article), ...videos];
}
