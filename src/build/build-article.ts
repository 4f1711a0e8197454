import { join } from "node:path";
import { assertNoLink } from "../answers/listing.ts";
import type { Answer } from "../answers/types.ts";
import { PreloError, PublishError, toError } from "../errors.ts";
import { sandboxProvider } from "../job/defaults.ts";
import type { Article, VideoBlock } from "../job/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { isAnswerTo } from "../plan/allotment.ts";
import { readManifest } from "../publish/manifest.ts";
import { isIntact } from "../publish/publish.ts";
import { type Outcome, runTasks } from "../requests/run-tasks.ts";
import { describeFrom, illustrateDescribed } from "./descriptions.ts";
import { toPictureTexts } from "../article/scope.ts";
import { hashInputs } from "../publish/inputs.ts";
import { mayPassOver } from "../pictures/on-error.ts";
import { pageFiles } from "../article/formats/page-files.ts";
import { openPictureRenderer, type PictureRenderer } from "../pictures/picture-renderer.ts";
import { type ArticleTask, prepareArticle, type PreparedArticle } from "./prepare.ts";
import type { Run } from "./run.ts";
import { toTasks } from "./tasks.ts";
import type * as publishModule from "../publish/publish-article.ts";

/** Why a block, or an article as a whole, failed. */
export interface Failure {
  readonly block: string | undefined;
  /** The line of the YAML that it came from. */
  readonly ref: { readonly file: string; readonly line: number; readonly column: number };
  readonly error: PreloError;
}

/** How one article ended. */
export interface ArticleResult {
  readonly slug: string;
  readonly status: "published" | "unchanged" | "failed";
  /** Absolute. */
  readonly folder: string;
  /** Of the published pages: relative to the folder, the article first. */
  readonly pages: readonly string[];
  readonly asked: number;
  readonly reused: number;
  readonly sandbox: boolean;
  readonly failures: readonly Failure[];
}

interface BuildTask extends ArticleTask {
  /** Prelo's own. */
  readonly version: string;
  /** Gives the records of all articles their names, once in a run. */
  readonly settleNames: () => Promise<void>;
}

/**
 * One article, from its plan to its pages. A failure fails this article only; what was answered
 * is recorded all the same.
 * @throws only defects of the program
 */
export async function buildArticle(task: BuildTask, run: Run): Promise<ArticleResult> {
  try {
    return await planAndPublish(task, run);
  } catch (error) {
    if (!(error instanceof PreloError)) {
      throw error;
    }
    const { article, job } = task;
    const folder = join(job.output.dir, article.slug);
    const nothing = { pages: [], asked: 0, reused: 0, sandbox: false };
    const failures = [toFailure(error, article)];
    return { ...nothing, slug: article.slug, status: "failed", folder, failures };
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
async function planAndPublish(task: BuildTask, run: Run): Promise<ArticleResult> {
  const { article, job, options, orphaned } = task;
  const { slug } = article;
  const folder = join(job.output.dir, slug);
  // What a link leads to is not Prelo's to write or to remove.
  for (const path of [folder, join(folder, "img")]) {
    assertNoLink(path);
  }
  await run.store.sweep(slug);
  const { targets, context, planned } = await prepareMoved(task);
  if (targets.sandboxReason !== undefined && planned.some(({ ask }) => ask)) {
    run.emit({ type: "sandbox", article: slug, reason: targets.sandboxReason });
  }
  const previous = readManifest(folder);
  const frozen = options.frozen ?? false;
  const sandbox = targets.usesSandbox ? job.providers.get(sandboxProvider) : undefined;
  const renderer = await openPictureRenderer(
    {
      article,
      folder,
      published: previous?.files ?? [],
      texts: toPictureTexts(article),
      sandbox,
      frozen,
    },
    run,
  );
  const answering = Promise.all([
    illustrateVideos(article, (block) =>
      block.posterPicture === undefined ? renderer.illustrateVideo(block) : undefined,
    ),
    runTasks(
      slug,
      toTasks(planned, context, { frozen, run, orphaned, variables: task.variables }),
      run,
      async ({ block }, answer) => {
        // Pictures that a model is asked to describe are made when it has.
        if (block.kind === "image" && answer.kind === "image" && block.altSettings === undefined) {
          await renderer.illustrateBlock(block, answer);
        }
      },
    ),
  ]);
  // It takes long to load: while the first answers are awaited, not when the first page is due.
  const loadsEarly = planned.some(({ ask }) => ask);
  const early = loadsEarly ? setTimeout(loadPublishingEarly, requestsFirstMs) : undefined;
  const [videoFailures, settled] = await answering.finally(() => clearTimeout(early));
  const outcomes = await illustrateDescribed(article, settled, renderer);
  const failures = [
    ...videoFailures,
    ...(await passOverPictures(article, outcomes, renderer, run)),
  ];
  const answers = new Map<string, Answer>();
  const stale = new Set<string>();
  for (const [id, outcome] of outcomes) {
    const answer = outcome.ok ? outcome.answer : outcome.partial;
    if (answer !== undefined) {
      answers.set(id, answer);
    }
    if (outcome.ok && outcome.isStale) {
      stale.add(id);
    }
  }
  if (failures.length === 0) {
    const show = (block: VideoBlock): Promise<void> | undefined =>
      block.posterPicture && renderer.showAsPoster(block, answers.get(block.posterPicture.image));
    failures.push(...(await illustrateVideos(article, show)));
  }
  const answered = [...outcomes.values()].filter(({ ok }) => ok);
  const asked = answered.filter((outcome) => outcome.ok && outcome.asked).length;
  const base = {
    slug,
    folder,
    asked,
    reused: answered.length - asked,
    sandbox: targets.usesSandbox,
  };
  if (failures.length > 0) {
    return { ...base, status: "failed", pages: [], failures };
  }

  const inputs = hashInputs(article, job, answers, renderer.posters, task.version, stale);
  const pages = job.output.formats.map((format) => pageFiles[format]);
  if (previous?.inputs === inputs && isIntact(folder, previous)) {
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
      folder,
      inputs,
      previous,
      secrets,
    };
    const changed = await publishArticle(publication);
    run.emit({ type: "published", article: slug, files: pages, changed });
    return { ...base, status: "published", pages, failures };
  } catch (error) {
    const failure = toFailure(toPageError(error), article);
    return { ...base, status: "failed", pages: [], failures: [failure] };
  }
}

/** An answer of whatever form, from whatever server, fails its own article at the most. */
function toPageError(error: unknown): PreloError {
  if (error instanceof PreloError) {
    return error;
  }
  const kind = toError(error).name;
  return new PreloError("PAGE_INVALID", `the page cannot be set (${kind})`, {
    hint: "Look for an answer of an unusual form. Prelo should have set it: tell its authors.",
    cause: error,
  });
}

/** Plans the article with every record under its block's name. @throws PreloError WRITE_FAILED */
async function prepareMoved(task: BuildTask): Promise<PreparedArticle> {
  const prepared = await prepareArticle(task);
  const isAlone = task.orphaned.articles.length === 1;
  if (prepared.moves.length === 0 && (isAlone || !replacesAny(prepared))) {
    return prepared;
  }
  await task.settleNames();
  return prepareArticle(task);
}

/** Whether a real answer to another request is to make way, which another article may ask for. */
function replacesAny({ planned, context }: PreparedArticle): boolean {
  return planned.some(({ block, ask, assessment }) => {
    const read = context.read.get(block.id);
    return (
      ask &&
      read?.state === "read" &&
      read.answer.provider !== sandboxProvider &&
      !(assessment !== undefined && isAnswerTo(read.answer, assessment.request))
    );
  });
}

/**
 * A failure of the article as a whole: at its template's line, at the block's that a leak or
 * a page's fault came from, or at its file's first.
 */
function toFailure(error: PreloError, { file, blocks }: Article): Failure {
  const blamed = error instanceof PublishError ? error.block : undefined;
  const block = blocks.find(({ id }) => id === blamed);
  if (block !== undefined) {
    return { block: block.id, ref: block.ref, error };
  }
  return { block: undefined, ref: error.ref ?? { file, line: 1, column: 1 }, error };
}

/** @param illustrate nothing for a video whose turn it is not */
async function illustrateVideos(
  article: Article,
  illustrate: (block: VideoBlock) => Promise<void> | undefined,
): Promise<readonly Failure[]> {
  const videos = article.blocks.filter((block) => block.kind === "video");
  const failures = await Promise.all(
    videos.map(async (block): Promise<Failure[]> => {
      try {
        await illustrate(block);
        return [];
      } catch (error) {
        if (error instanceof PreloError) {
          return [{ block: block.id, ref: block.ref, error }];
        }
        throw error;
      }
    }),
  );
  return failures.flat();
}

/** Applies `on_error`: what may be passed over is said, and is no failure of the article. */
async function passOverPictures(
  article: Article,
  outcomes: ReadonlyMap<string, Outcome>,
  renderer: PictureRenderer,
  { emit }: Pick<Run, "emit">,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const block of listAsked(article)) {
    const outcome = outcomes.get(block.id);
    if (outcome === undefined || outcome.ok) {
      continue;
    }
    const { error } = outcome;
    // A picture that could not be had cannot be described: that is said of the picture.
    if (block.kind === "alt" && outcomes.get(block.image)?.ok === false && isMissed(error)) {
      continue;
    }
    if (block.kind !== "image" || !mayPassOver(block, error)) {
      failures.push({ block: block.id, ref: error.ref ?? block.ref, error });
      continue;
    }
    const isReplaced = block.variants.onError === "placeholder";
    const instead = isReplaced ? "a placeholder stands in" : "the page leaves it out";
    const where = `${block.ref.file}:${block.ref.line}`;
    const message = `${where} ${error.code}: ${error.message}; ${instead}`;
    emit({ type: "warning", article: article.slug, block: block.id, message });
    await renderer.illustrateWhatIsThere(block, outcome.partial, await describeFrom(outcomes));
  }
  return failures;
}

function isMissed({ code }: PreloError): boolean {
  return code === "DEPENDENCY_FAILED";
}
