import { join } from "node:path";
import { assertNoLink } from "../answers/listing.ts";
import { PreloError } from "../errors.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { recordOf } from "../answers/record-names.ts";
import type { Answer } from "../answers/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Article } from "../job/types.ts";
import { readManifest } from "../publish/manifest.ts";
import { findOutdatedAlias } from "../publish/alias-check.ts";
import { findDrifted } from "../publish/drift.ts";
import { answerArticle } from "./answer-article.ts";
import { addUp, countMost, countPlanned } from "../plan/count-requests.ts";
import { type Failure, toFailure, toPageError } from "./failures.ts";
import { openAltRenderer } from "../article/alt-renderer.ts";
import { toPictureTexts } from "../article/scope.ts";
import { openLinks } from "../publish/neighbours.ts";
import { findLikelyLinks, listPlaced } from "../article/links/likely-links.ts";
import { namesOf } from "../publish/names.ts";
import { hashInputs } from "../publish/inputs.ts";
import { findFormats } from "../article/formats/page-formats.ts";
import { openPictureRenderer } from "../pictures/picture-renderer.ts";
import { whichMayAsk } from "./may-ask.ts";
import type { PreparedArticle } from "./prepare.ts";
import { type MovingTask, prepareMoved } from "./prepare-moved.ts";
import type { Run } from "./run.ts";
import { toTaskOptions, toTasks } from "./tasks.ts";
import type { UnderWay } from "./under-way.ts";
import { unfoldArticle } from "./unfold-article.ts";
import { listUnreviewed } from "./unreviewed.ts";
import type * as publishModule from "../publish/publish-article.ts";

/** How one article ended. */
export interface ArticleResult {
  readonly slug: string;
  /** Its prompts file, relative to the job's folder. */
  readonly file: string;
  /** `held`: it waits for a review, and what was published of it before stays. */
  readonly status: "published" | "unchanged" | "held" | "failed";
  /** Absolute. */
  readonly folder: string;
  /** Of the published pages: relative to the folder, the article first. */
  readonly pages: readonly string[];
  readonly asked: number;
  readonly reused: number;
  readonly sandbox: boolean;
  readonly failures: readonly Failure[];
}

/** An article that is answered, and links to a place in one that is not: it can be set later. */
export interface WaitingArticle extends Pick<ArticleResult, "asked" | "reused"> {
  readonly status: "waiting";
}

/** One article of a run. */
export interface BuildTask extends MovingTask {
  /** Prelo's own. */
  readonly version: string;
  /** The articles of this run, each until it is answered. */
  readonly underWay: UnderWay;
}

/**
 * One article, from its plan to its pages. A failure fails this article only; what was answered
 * is recorded all the same.
 * @throws only defects of the program
 */
export async function buildArticle(
  task: BuildTask,
  run: Run,
): Promise<ArticleResult | WaitingArticle> {
  try {
    return await planAndPublish(task, run);
  } catch (error) {
    if (!(error instanceof PreloError)) {
      throw error;
    }
    const { article, job } = task;
    const folder = join(job.output.dir, article.slug);
    const nothing = { pages: [], asked: 0, reused: 0, sandbox: false };
    const failures = [toFailure(error, task)];
    const { slug, file } = article;
    return { ...nothing, slug, file, status: "failed", folder, failures };
  }
}

/** So long the first requests have to go out, in milliseconds. */
const requestsFirstMs = 10;

// A rebuild that changes no page starts faster without what sets pages.
let publishing: Promise<typeof publishModule> | undefined;

function loadPublishing(): Promise<typeof publishModule> {
  return (publishing ??= import("../publish/publish-article.ts"));
}

/** What goes wrong is told when a page is due: the answers under way are recorded first. */
function loadPublishingEarly(): void {
  loadPublishing().catch(() => {
    publishing = undefined;
  });
}

/** @throws PreloError for what no block alone is to blame for */
async function planAndPublish(
  loaded: BuildTask,
  run: Run,
): Promise<ArticleResult | WaitingArticle> {
  const { job, options, orphaned } = loaded;
  const { slug } = loaded.article;
  const folder = join(job.output.dir, slug);
  // What a link leads to is not Prelo's to write or to remove.
  for (const path of [folder, join(folder, "img")]) {
    assertNoLink(path);
  }
  await run.store.sweep(slug);
  const first = await prepareMoved(loaded, run);
  tellPlan(first, loaded, run);
  const { prepared, outlined } = await unfoldArticle(first, loaded, run);
  const { article, targets, context, planned } = prepared;
  const task = { ...loaded, article };
  if (outlined.failures.length > 0) {
    const { asked, failures } = outlined;
    const sandbox = targets.usesSandbox;
    const { file } = article;
    return { slug, file, status: "failed", folder, pages: [], asked, reused: 0, sandbox, failures };
  }
  orphaned.know(article);
  const previous = readManifest(folder);
  const mayAsk = whichMayAsk(article, options);
  const sandbox = targets.usesSandbox ? job.providers.get(sandboxProvider) : undefined;
  const alts = openAltRenderer(article);
  const renderer = await openPictureRenderer(
    {
      article,
      dir: job.dir,
      folder,
      published: previous?.files ?? [],
      texts: toPictureTexts(article, alts.render),
      sandbox,
      frozen: options.frozen === true || options.only !== undefined,
    },
    run,
  );
  const tasks = toTasks(planned, context, toTaskOptions(task, mayAsk, run));
  // It takes long to load: while the first answers are awaited, not when the first page is due.
  const loadsEarly = planned.some(({ ask }) => ask);
  const early = loadsEarly ? setTimeout(loadPublishingEarly, requestsFirstMs) : undefined;
  const answered = await answerArticle({ article, job }, tasks, renderer, alts, run).finally(() =>
    clearTimeout(early),
  );
  const { answers, stale, failures } = answered;
  // What was asked first is there by now.
  const asked = answered.asked + outlined.asked;
  const reused = answered.reused - outlined.asked;
  const base = { slug, file: article.file, folder, asked, reused, sandbox: targets.usesSandbox };
  if (failures.length > 0) {
    return { ...base, status: "failed", pages: [], failures };
  }

  await noteReviews(article, answers, run);
  if (isHeld(task, answers, run)) {
    return { ...base, status: "held", pages: [], failures };
  }

  const names = namesOf(job.neighbours);
  const placed = listPlaced(findLikelyLinks(article, answers)).map((name) => names.get(name)?.slug);
  if (placed.some((other) => other && other !== slug && task.underWay.has(other))) {
    return { status: "waiting", asked, reused };
  }
  const formats = findFormats(job.output, options.formats);
  const links = await openLinks(article, answers, { job, records: run.store, formats });
  const shown = { stale, custom: options.formats, links };
  const inputs = hashInputs(article, job, answers, renderer.posters, task.version, shown);
  const pages = formats.map(({ file }) => file);
  const isInPlace =
    previous?.inputs === inputs &&
    previous.page !== undefined &&
    findDrifted(folder, previous, "by size") === undefined &&
    findOutdatedAlias(article, job, inputs) === undefined;
  if (isInPlace) {
    return { ...base, status: "unchanged", pages, failures };
  }
  const { publishArticle } = await loadPublishing();
  try {
    const { secrets } = run;
    const publication = {
      article,
      job,
      answers,
      stale,
      renderer,
      formats,
      links,
      folder,
      inputs,
      previous,
      secrets,
    };
    const changed = await publishArticle(publication);
    run.emit({ type: "published", article: slug, files: pages, changed });
    return { ...base, status: "published", pages, failures };
  } catch (error) {
    const failure = toFailure(toPageError(error), task);
    return { ...base, status: "failed", pages: [], failures: [failure] };
  }
}

/** Says what an article would ask, before anything is sent. */
function tellPlan(
  { article, targets, planned, context }: PreparedArticle,
  { job, options, article: loaded }: BuildTask,
  { emit }: Pick<Run, "emit">,
): void {
  const { slug } = article;
  if (targets.sandboxReason !== undefined && planned.some(({ ask }) => ask)) {
    emit({ type: "sandbox", article: slug, reason: targets.sandboxReason });
  }
  const mayAsk = whichMayAsk(article, options);
  const allowed = planned.filter(({ block }) => mayAsk(block.id));
  emit({
    type: "planned",
    article: slug,
    mostRequests: countMost(loaded, job),
    requests: addUp(allowed.map((block) => countPlanned(block, context))),
  });
}

/** Notes in the records which texts were reviewed: a change of one of them is seen from then on. */
async function noteReviews(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
  { store }: Pick<Run, "store">,
): Promise<void> {
  for (const block of listAsked(article)) {
    const answer = answers.get(block.id);
    if (answer?.kind === "text" && answer.reviewed !== undefined) {
      await store.noteReview(recordOf(article, block));
    }
  }
}

/** Says which texts nobody answers for. @returns whether the article waits for them */
function isHeld(
  { article, job }: BuildTask,
  answers: ReadonlyMap<string, Answer>,
  { emit }: Pick<Run, "emit">,
): boolean {
  const { requireReview } = job.output;
  const unreviewed = listUnreviewed(article, answers, job);
  for (const { block, why, isWritten } of unreviewed) {
    if (isWritten) {
      emit({ type: "warning", article: article.slug, block, message: why });
    }
  }
  if (!requireReview || unreviewed.length === 0) {
    return false;
  }
  const names = unreviewed.map(({ block }) => block).join(", ");
  const message = `held back until these texts are reviewed: ${names}; what was published before stays`;
  emit({ type: "warning", article: article.slug, message });
  return true;
}
