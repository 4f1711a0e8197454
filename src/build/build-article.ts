import { join } from "node:path";
import { assertNoLink } from "../answers/listing.ts";
import { PreloError } from "../errors.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { ArticleDocument } from "../article/types.ts";
import type { Job } from "../job/types.ts";
import { readManifest } from "../publish/manifest.ts";
import { findOutdatedAlias } from "../publish/alias-check.ts";
import { findDrifted } from "../publish/drift.ts";
import { answerArticle } from "./answer-article.ts";
import { addUp, countMost, countPlanned } from "../plan/count-requests.ts";
import { toFailure, toPageError } from "./failures.ts";
import { openAltRenderer } from "../article/alt-renderer.ts";
import { toPictureTexts } from "../article/scope.ts";
import { openLinks } from "../publish/neighbours.ts";
import { findLikelyLinks, listPlaced } from "../article/links/likely-links.ts";
import { namesOf } from "../publish/names.ts";
import { hashInputs } from "../publish/inputs.ts";
import { findFormats } from "../article/formats/page-formats.ts";
import { openPictureRenderer } from "../pictures/picture-renderer.ts";
import { whichMayAsk } from "./may-ask.ts";
import type { ArticleResult, BuildTask, WaitingArticle } from "./article-result.ts";
import type { PreparedArticle } from "./prepare.ts";
import { prepareMoved } from "./prepare-moved.ts";
import type { Run } from "./run.ts";
import { toTaskOptions, toTasks } from "./tasks.ts";
import { unfoldArticle } from "./unfold-article.ts";
import { holdBack, noteReviews } from "./reviews.ts";
import { answerTranslations, type AnsweredTranslation } from "./translations/answer.ts";
import {
  listLanguages,
  pagesElsewhere,
  publishTranslation,
  toAlternates,
} from "./translations/publish.ts";
import type * as publishModule from "../publish/publish-article.ts";

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

  if (!outlined.isWhole) {
    throw new PreloError(
      "ANSWER_MISSING",
      "which blocks it has depends on an answer that is not there",
      {
        hint: "Build without --frozen or --stale keep, so that it is asked for.",
      },
    );
  }

  await noteReviews(article, answers, run);
  if (holdBack(article, answers, job, run)) {
    return { ...base, status: "held", pages: [], failures };
  }

  const names = namesOf(job.neighbours);
  const placed = listPlaced(findLikelyLinks(article, answers)).map((name) => names.get(name)?.slug);
  if (placed.some((other) => other && other !== slug && task.underWay.has(other))) {
    return { status: "waiting", asked, reused };
  }
  const formats = findFormats(job.output, options.formats);
  const translated = await answerTranslations(task, { article, targets }, answers, run);
  const good = new Set(
    translated.flatMap(({ language, failures: bad }) => (bad.length === 0 ? [language] : [])),
  );
  const languages = listLanguages(article, job.output.dir, good);
  const links = await openLinks(article, answers, { job, records: run.store, formats });
  const shown = { stale, custom: options.formats, links, languages };
  const inputs = hashInputs(article, job, answers, renderer.posters, task.version, shown);
  const pages = formats.map(({ file }) => file);
  const alternates = toAlternates(languages, article.language, job);
  const setting = { article, job, answers, renderer, formats, links };
  let set: Promise<ArticleDocument> | undefined;
  const document = (): Promise<ArticleDocument> =>
    (set ??= loadPublishing().then(({ setDocument }) => setDocument(setting)));
  const publishSource = async (): Promise<ArticleResult> => {
    const isInPlace =
      previous?.inputs === inputs &&
      previous.page !== undefined &&
      findDrifted(folder, previous, "by size") === undefined &&
      findOutdatedAlias(article, job, inputs) === undefined;
    if (isInPlace) {
      return { ...base, status: "unchanged", pages, failures };
    }
    const { publishArticle } = await loadPublishing();
    const { secrets } = run;
    try {
      const changed = await publishArticle({
        ...setting,
        document: { ...(await document()), ...(alternates !== undefined && { alternates }) },
        elsewhere: pagesElsewhere(alternates, formats),
        stale,
        folder,
        inputs,
        previous,
        secrets,
      });
      run.emit({ type: "published", article: slug, files: pages, changed });
      return { ...base, status: "published", pages, failures };
    } catch (error) {
      const failure = toFailure(toPageError(error), task);
      return { ...base, status: "failed", pages: [], failures: [failure] };
    }
  };
  const published = await publishSource();
  if (translated.length === 0) {
    return published;
  }
  const source = { article, answers, inputs, formats, renderer, document, languages, links };
  const publishOne = (each: AnsweredTranslation): Promise<ArticleResult> =>
    published.status === "failed" && each.failures.length === 0
      ? Promise.resolve(notPublished(each, job))
      : publishTranslation(task, each, source, run);
  return { ...published, translations: await Promise.all(translated.map(publishOne)) };
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

/** A translation whose source cannot be published: it shows that one's pictures, and links to it. */
function notPublished(
  { article, asked, reused, sandbox }: AnsweredTranslation,
  job: Job,
): ArticleResult {
  const { slug, file, translates } = article;
  const message = `it is not published, since ${translates?.slug ?? "its source"} is not`;
  const failures = [toFailure(new PreloError("DEPENDENCY_FAILED", message), { article, job })];
  const folder = join(job.output.dir, slug);
  return { slug, file, folder, asked, reused, sandbox, status: "failed", pages: [], failures };
}
