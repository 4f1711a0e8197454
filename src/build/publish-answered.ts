import { join } from "node:path";
import type { Answer } from "../answers/types.ts";
import { findFormats } from "../article/formats/page-formats.ts";
import { findLikelyLinks, listPlaced } from "../article/links/likely-links.ts";
import type { ArticleDocument } from "../article/types.ts";
import { PreloError } from "../errors.ts";
import type { Article, Job } from "../job/types.ts";
import type { PictureRenderer } from "../pictures/picture-renderer.ts";
import { findOutdatedAlias } from "../publish/alias-check.ts";
import { findDrifted } from "../publish/drift.ts";
import { hashInputs } from "../publish/inputs.ts";
import type { Manifest } from "../publish/manifest.ts";
import { namesOf } from "../publish/names.ts";
import { openLinks } from "../publish/neighbours.ts";
import type { ArticleResult, BuildTask, OutArticle, WaitingArticle } from "./article-result.ts";
import { isOut, toFailure, toPageError } from "./failures.ts";
import { loadPublishing } from "./load-publishing.ts";
import type { PreparedArticle } from "./prepare.ts";
import { holdBack, noteReviews } from "./reviews.ts";
import type { Run } from "./run.ts";
import { answerTranslations, type AnsweredTranslation } from "./translations/answer.ts";
import {
  listLanguages,
  pagesElsewhere,
  publishTranslation,
  toAlternates,
} from "./translations/publish.ts";

/** An article that has all its answers. */
interface Answered {
  /** What is told of it, however it ends. */
  readonly base: Omit<ArticleResult, "status" | "pages" | "failures">;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly stale: ReadonlySet<string>;
  readonly targets: PreparedArticle["targets"];
  readonly renderer: PictureRenderer;
  /** What was published before; undefined for nothing. */
  readonly previous: Manifest | undefined;
}

/**
 * Translates an answered article, and publishes it in each of its languages; one that links to a place in
 * another waits until that is answered.
 * @throws PreloError for what no page alone is to blame for
 */
export async function publishAnswered(
  task: BuildTask,
  { base, answers, stale, targets, renderer, previous }: Answered,
  run: Run,
): Promise<ArticleResult | WaitingArticle | OutArticle> {
  const { article, job, options } = task;
  const { asked, reused } = base;
  await noteReviews(article, answers, run);
  if (holdBack(article, answers, job, run)) {
    return { ...base, status: "held", pages: [], failures: [] };
  }
  if (waitsForOther(task, answers)) {
    return { status: "waiting", asked, reused };
  }
  const formats = findFormats(job.output, options.formats);
  const translated = await answerTranslations(task, { article, targets }, answers, run);
  if (isOut(translated.flatMap(({ failures }) => failures))) {
    return { status: "out", asked, reused };
  }
  const good = translated.filter(({ failures }) => failures.length === 0);
  const languages = listLanguages(
    article,
    job.output.dir,
    new Set(good.map(({ language }) => language)),
  );
  const links = await openLinks(article, answers, { job, records: run.store, formats });
  const shown = { stale, custom: options.formats, links, languages };
  const inputs = hashInputs(article, job, answers, renderer.posters, task.version, shown);
  const setting = { article, job, answers, renderer, formats, links };
  let set: Promise<ArticleDocument> | undefined;
  const document = (): Promise<ArticleDocument> =>
    (set ??= loadPublishing().then(({ setDocument }) => setDocument(setting)));
  const published = await publishSource(task, { base, stale, previous, inputs, languages }, run, {
    ...setting,
    document,
  });
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

/** Whether it links to a place in an article of this run that has not all its answers yet. */
function waitsForOther(
  { article, job, underWay }: BuildTask,
  answers: ReadonlyMap<string, Answer>,
): boolean {
  const names = namesOf(job.neighbours);
  const placed = listPlaced(findLikelyLinks(article, answers)).map((name) => names.get(name)?.slug);
  return placed.some(
    (other) => other !== undefined && other !== article.slug && underWay.has(other),
  );
}

/** How the pages of an article are set. */
interface Setting {
  readonly article: Article;
  readonly job: Job;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly renderer: PictureRenderer;
  readonly formats: ReturnType<typeof findFormats>;
  readonly links: Awaited<ReturnType<typeof openLinks>>;
  /** Called only where a page is to be written. */
  readonly document: () => Promise<ArticleDocument>;
}

/** Publishes the pages in the article's own language, unless they are there. */
async function publishSource(
  task: BuildTask,
  {
    base,
    stale,
    previous,
    inputs,
    languages,
  }: Pick<Answered, "base" | "stale" | "previous"> & {
    /** The hash of all that the pages are made from. */
    readonly inputs: string;
    readonly languages: readonly string[];
  },
  { emit, secrets }: Run,
  { document, ...setting }: Setting,
): Promise<ArticleResult> {
  const { article, job, formats } = setting;
  const { slug, folder } = base;
  const pages = formats.map(({ file }) => file);
  const isInPlace =
    previous?.inputs === inputs &&
    previous.page !== undefined &&
    findDrifted(folder, previous, "by size") === undefined &&
    findOutdatedAlias(article, job, inputs) === undefined;
  if (isInPlace) {
    return { ...base, status: "unchanged", pages, failures: [] };
  }
  // That it cannot be loaded is no fault of the page.
  const { publishArticle } = await loadPublishing();
  const alternates = toAlternates(languages, article.language, job);
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
    emit({ type: "published", article: slug, files: pages, changed });
    return { ...base, status: "published", pages, failures: [] };
  } catch (error) {
    const failure = toFailure(toPageError(error), task);
    return { ...base, status: "failed", pages: [], failures: [failure] };
  }
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
