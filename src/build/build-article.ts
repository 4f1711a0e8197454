import { join } from "node:path";
import { assertNoLink } from "../answers/listing.ts";
import { PreloError } from "../errors.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { readManifest } from "../publish/manifest.ts";
import { answerArticle } from "./answer-article.ts";
import { illustrateTexts } from "./illustrate-blocks.ts";
import { addUp, countMost, countPlanned } from "../plan/count-requests.ts";
import { isOut, toFailure } from "./failures.ts";
import { type AltRenderer, openAltRenderer } from "../article/alt-renderer.ts";
import { toPictureTexts } from "../article/scope.ts";
import { openPictureRenderer, type PictureRenderer } from "../pictures/picture-renderer.ts";
import { whichMayAsk } from "./may-ask.ts";
import type { ArticleResult, BuildTask, OutArticle, WaitingArticle } from "./article-result.ts";
import { loadPublishingEarly, requestsFirstMs } from "./load-publishing.ts";
import type { PreparedArticle } from "./prepare.ts";
import { prepareMoved } from "./prepare-moved.ts";
import { publishAnswered } from "./publish-answered.ts";
import type { Run } from "./run.ts";
import { toTaskOptions } from "./task-options.ts";
import { toTasks } from "./tasks.ts";
import { type UnfoldedArticle, unfoldArticle } from "./unfold-article.ts";

/**
 * One article, from its plan to its pages. A failure fails this article only; what was answered
 * is recorded all the same.
 * @throws only defects of the program
 */
export async function buildArticle(
  task: BuildTask,
  run: Run,
): Promise<ArticleResult | WaitingArticle | OutArticle> {
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

/** @throws PreloError for failures that belong to no single block */
async function planAndPublish(
  loaded: BuildTask,
  run: Run,
): Promise<ArticleResult | WaitingArticle | OutArticle> {
  const { slug } = loaded.article;
  const folder = join(loaded.job.output.dir, slug);
  // What a link leads to is not Prelo's to write or to remove.
  for (const path of [folder, join(folder, "img")]) {
    assertNoLink(path);
  }
  await run.store.sweep(slug);
  const first = await prepareMoved(loaded, run);
  tellPlan(first, loaded, run);
  const { prepared, outlined } = await unfoldArticle(first, loaded, run);
  const { article, targets } = prepared;
  const { asked, failures } = outlined;
  if (isOut(failures)) {
    return { status: "out", asked, reused: 0 };
  }
  const base = { slug, file: article.file, folder, sandbox: targets.usesSandbox };
  if (failures.length > 0) {
    return { ...base, asked, reused: 0, status: "failed", pages: [], failures };
  }
  loaded.orphaned.know(article);
  return askAndPublish({ ...loaded, article }, { base, prepared, outlined }, run);
}

/** @throws PreloError for failures that belong to no single block */
async function askAndPublish(
  task: BuildTask,
  {
    base,
    prepared: { targets, context, planned },
    outlined,
  }: UnfoldedArticle & {
    readonly base: Pick<ArticleResult, "slug" | "file" | "folder" | "sandbox">;
  },
  run: Run,
): Promise<ArticleResult | WaitingArticle | OutArticle> {
  const { article, job } = task;
  const previous = readManifest(base.folder);
  const alts = openAltRenderer(article);
  const renderer = await openRenderer(task, { base, previous, alts, targets }, run);
  const mayAsk = whichMayAsk(article, task.options);
  const tasks = toTasks(planned, context, toTaskOptions(task, mayAsk, run));
  // Loading is slow, so it happens while the first answers are awaited.
  const loadsEarly = planned.some(({ ask }) => ask);
  const early = loadsEarly ? setTimeout(loadPublishingEarly, requestsFirstMs) : undefined;
  const answered = await answerArticle({ article, job }, tasks, renderer, alts, run).finally(() =>
    clearTimeout(early),
  );
  const { answers, stale, failures } = answered;
  // Answers that decided about blocks were counted above; here they would count as reused.
  const asked = answered.asked + outlined.asked;
  const reused = answered.reused - outlined.asked;
  if (isOut(failures)) {
    return { status: "out", asked, reused };
  }
  const counted = { ...base, asked, reused };
  if (failures.length > 0) {
    return { ...counted, status: "failed", pages: [], failures };
  }
  if (!outlined.isWhole) {
    const message = "which blocks the article has depends on an answer that is missing";
    throw new PreloError("ANSWER_MISSING", message, {
      hint: "Build without --frozen or --stale keep, so that it is asked for.",
    });
  }
  const illustrated = await illustrateTexts({ article, job }, answers, renderer, run);
  if (illustrated.failures.length > 0) {
    return { ...counted, status: "failed", pages: [], failures: illustrated.failures };
  }
  const whole = { ...task, article: illustrated.article };
  return publishAnswered(
    whole,
    { base: counted, answers, stale, targets, renderer, previous },
    run,
  );
}

/** What makes the article's pictures. */
function openRenderer(
  { article, job, options }: BuildTask,
  {
    base,
    previous,
    alts,
    targets,
  }: {
    readonly base: Pick<ArticleResult, "folder">;
    readonly previous: ReturnType<typeof readManifest>;
    readonly alts: AltRenderer;
    readonly targets: PreparedArticle["targets"];
  },
  run: Run,
): Promise<PictureRenderer> {
  return openPictureRenderer(
    {
      article,
      dir: job.dir,
      folder: base.folder,
      published: previous?.files ?? [],
      texts: toPictureTexts(article, alts.render),
      sandbox: targets.usesSandbox ? job.providers.get(sandboxProvider) : undefined,
      frozen: options.frozen === true || options.only !== undefined,
    },
    run,
  );
}

/** Says what an article would ask, before anything is sent. */
function tellPlan(
  { article, targets, planned, context }: PreparedArticle,
  { job, options, article: loaded }: BuildTask,
  { emit, accountEnds }: Pick<Run, "emit" | "accountEnds">,
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
  for (const { ask, request } of allowed) {
    const provider = request && job.providers.get(request.provider);
    if (ask && request !== undefined && provider !== undefined) {
      void accountEnds.look(provider, request.model, slug);
    }
  }
}
