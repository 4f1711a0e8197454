import { join } from "node:path";
import type { Answer } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import { sandboxProvider } from "../job/defaults.ts";
import type { Article, Job } from "../job/types.ts";
import { readManifest } from "../publish/manifest.ts";
import { isIntact } from "../publish/publish.ts";
import { type Outcome, runSteps } from "../run/run-steps.ts";
import { hashInputs } from "./inputs.ts";
import { mayPassOver, openPictureDesk, type PictureDesk } from "./pictures.ts";
import { type ArticleTask, prepareArticle } from "./prepare.ts";
import type { Run } from "./run.ts";
import { toSteps } from "./steps.ts";

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

/**
 * One article, from its plan to its pages. A failure fails this article only; what was answered
 * is recorded all the same.
 * @throws only defects of the program
 */
export async function buildArticle(
  task: ArticleTask & { readonly version: string },
  run: Run,
): Promise<ArticleResult> {
  const { article, job, options, variables } = task;
  const { slug } = article;
  const folder = join(job.output.dir, slug);
  await run.store.sweep(slug);
  const { targets, context, planned } = prepareArticle(task);
  if (targets.sandboxReason !== undefined && planned.some(({ ask }) => ask))
    run.emit({ type: "sandbox", article: slug, reason: targets.sandboxReason });
  const previous = readManifest(folder);
  const frozen = options.frozen ?? false;
  const sandbox = targets.usesSandbox ? job.providers.get(sandboxProvider) : undefined;
  const desk = await openPictureDesk({ article, folder, previous, sandbox, frozen }, run);
  const [videoFailures, outcomes] = await Promise.all([
    illustrateVideos(article, desk),
    runSteps(slug, toSteps(planned, context, { frozen, run }), run, async ({ block }, answer) => {
      if (block.kind === "image" && answer.kind === "image")
        await desk.illustrateBlock(block, answer);
    }),
  ]);
  const failures = [...videoFailures, ...(await passOverPictures(article, outcomes, desk))];
  const answers = new Map<string, Answer>();
  for (const [id, outcome] of outcomes) if (outcome.ok) answers.set(id, outcome.answer);
  const asked = [...outcomes.values()].filter((outcome) => outcome.ok && outcome.asked).length;
  const base = { slug, folder, asked, reused: answers.size - asked, sandbox: targets.usesSandbox };
  if (failures.length > 0) return { ...base, status: "failed", pages: [], failures };

  const inputs = hashInputs(article, job, answers, desk.posters, task.version);
  const pages = pageNames(job);
  if (previous?.inputs === inputs && isIntact(folder, previous))
    return { ...base, status: "unchanged", pages, failures };
  try {
    const { publishArticle } = await import("./publish-article.ts");
    const publication = { article, job, answers, desk, folder, inputs, previous, variables };
    const changed = await publishArticle(publication);
    run.emit({ type: "published", article: slug, files: pages, changed });
    return { ...base, status: "published", pages, failures };
  } catch (error) {
    if (!(error instanceof PreloError)) throw error;
    const ref = { file: article.file, line: 1, column: 1 };
    return { ...base, status: "failed", pages: [], failures: [{ block: undefined, ref, error }] };
  }
}

/** The names of an article's pages, the article itself first. */
export function pageNames(job: Job): readonly string[] {
  return job.output.formats.map((format) =>
    format === "markdown" ? "article.md" : "article.html",
  );
}

async function illustrateVideos(article: Article, desk: PictureDesk): Promise<readonly Failure[]> {
  const videos = article.blocks.filter((block) => block.kind === "video");
  const failures = await Promise.all(
    videos.map(async (block): Promise<Failure[]> => {
      try {
        await desk.illustrateVideo(block);
        return [];
      } catch (error) {
        if (error instanceof PreloError) return [{ block: block.id, ref: block.ref, error }];
        throw error;
      }
    }),
  );
  return failures.flat();
}

/** Applies `on_error`: what may be passed over is no failure of the article. */
async function passOverPictures(
  article: Article,
  outcomes: ReadonlyMap<string, Outcome>,
  desk: PictureDesk,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const block of article.blocks) {
    const outcome = outcomes.get(block.id);
    if (outcome === undefined || outcome.ok) continue;
    const { error } = outcome;
    if (block.kind !== "image" || !mayPassOver(block, error)) {
      failures.push({ block: block.id, ref: block.ref, error });
    } else if (block.variants.onError === "placeholder") await desk.standIn(block);
  }
  return failures;
}
