import { join } from "node:path";
import { orUnusable } from "../../answers/assert-usable.ts";
import { AnswerStore } from "../../answers/store.ts";
import { PreloError } from "../../errors.ts";
import type { Diagnostic } from "../../job/diagnostics/diagnostics.ts";
import { findOutdatedSite } from "../../publish/site/check-site.ts";
import { secretVariablesOf } from "../../job/provider-variables.ts";
import { type Manifest, readManifest } from "../../publish/manifest.ts";
import type { Environment, JobOptions } from "../environment.ts";
import { locateError } from "../locate.ts";
import { loadCheckedJob } from "../load-job.ts";
import { OrphanIndex } from "../orphaned.ts";
import { withoutOpen } from "../unfold-article.ts";
import type { PlannedBlock } from "../../plan/plan-context.ts";
import { type ArticleTask, prepareArticle, type PreparedArticle } from "../prepare.ts";
import { checkAnswers, checkReviews } from "./answers.ts";
import { findTextPictures } from "../text-pictures.ts";
import { prepareTranslations } from "../translations/prepare.ts";
import { listLanguages } from "../translations/publish.ts";
import type { Finding } from "./finding.ts";
import type { PlacedLink } from "./links.ts";
import { findLosses } from "./losses.ts";
import { findOutdated, hashPlanned, recordedAnswers } from "./output.ts";
import {
  findGone,
  findOrphanedAnswers,
  nothingPublished,
  outdated,
  outdatedSite,
} from "./outdated.ts";
import { describeSandboxed, findPosters, findSandboxed, type Posters } from "./sandbox.ts";

/** An article that was checked. */
export interface CheckedArticle {
  readonly slug: string;
  /** Relative to the job's folder. */
  readonly file: string;
  /** The ids of its blocks. */
  readonly blocks: readonly string[];
}

/** What a check found, with the articles of which there is nothing to say as well. */
export interface CheckReport {
  readonly articles: readonly CheckedArticle[];
  readonly findings: readonly Finding[];
}

interface CheckEnvironment extends Pick<
  Environment,
  "variables" | "version" | "learnKeyNames" | "secretNames"
> {
  /** Ends the asking of links. */
  readonly signal?: AbortSignal | undefined;
}

interface CheckOptions extends JobOptions {
  /** Asks each link of the pages whether it is still there; unset: nothing is sent. */
  readonly links?: boolean;
}

/**
 * Checks that every answer is fresh, none comes from the sandbox where a real one is due, and `output/`
 * is what a build would publish. Sends nothing, but for the asking of links; writes nothing, needs no key.
 * @throws JobError; PreloError USAGE, READ_FAILED; the signal's reason
 */
export async function checkJob(
  options: CheckOptions,
  environment: CheckEnvironment,
): Promise<readonly Finding[]> {
  return (await checkArticles(options, environment)).findings;
}

/** {@link checkJob}, with all articles that were checked. */
export async function checkArticles(
  options: CheckOptions,
  environment: CheckEnvironment,
): Promise<CheckReport> {
  const { variables, version, learnKeyNames, secretNames = new Set() } = environment;
  const { job, allArticles, isWhole, warnings } = await loadCheckedJob(options);
  learnKeyNames?.(new Set([...secretVariablesOf(job), ...secretNames]));
  const store = new AnswerStore(job.answersDir);
  const orphaned = new OrphanIndex(allArticles, store, isWhole);
  const findings = warnings.map(toWarning);
  const unpublished = new Set<Finding>();
  // What reads Markdown and asks servers loads only where links are to be asked.
  const asking = options.links === true ? await import("./links.ts") : undefined;
  const links: PlacedLink[] = [];
  for (const article of job.articles) {
    const task: ArticleTask = { article, job, options, variables, store, orphaned };
    const [own, ...translations] = await checkArticle(task, version, (prepared) => {
      orphaned.know(prepared.article);
      for (const { from } of prepared.moves) {
        orphaned.take(from, prepared.article.slug);
      }
      links.push(...(asking?.listLinks(prepared, job) ?? []));
    });
    findings.push(...(own?.findings ?? []));
    if (own?.isUnpublished === true) {
      const finding = outdated(article, "it is not published");
      findings.push(finding);
      unpublished.add(finding);
    }
    for (const { findings: found, isUnpublished, slug } of translations) {
      findings.push(...found);
      // Of an article of which nothing is published, that is said once.
      if (isUnpublished && own?.isUnpublished !== true) {
        findings.push(outdated({ ...article, slug }, "it is not published"));
      }
    }
  }
  if (options.articles === undefined && options.shard === undefined) {
    findings.push(
      ...(isWhole ? findGone(job, allArticles) : []),
      ...(isWhole ? findOrphanedAnswers(job, orphaned.listAnswers()) : []),
    );
  }
  const site = findings.every(({ isWarning }) => isWarning)
    ? await findOutdatedSite(job)
    : undefined;
  if (site !== undefined) {
    findings.push(outdatedSite(job, site));
  }
  if (asking !== undefined) {
    const { signal = new AbortController().signal } = environment;
    findings.push(...(await asking.findDeadLinks(links, job, { variables, version }, signal)));
  }
  const isNothingPublished = unpublished.size > 1 && unpublished.size === job.articles.length;
  return {
    articles: job.articles.map(({ slug, file, blocks }) => ({
      slug,
      file,
      blocks: blocks.map(({ id }) => id),
    })),
    findings: isNothingPublished
      ? [...findings.filter((finding) => !unpublished.has(finding)), nothingPublished(job)]
      : findings,
  };
}

/** A mistake in an article that was not asked for. */
function toWarning({ file, line, column, code = "JOB_INVALID", message }: Diagnostic): Finding {
  const ref = { file, line, column };
  return { article: undefined, block: undefined, ref, code, message, isWarning: true };
}

interface Checked {
  readonly slug: string;
  readonly findings: readonly Finding[];
  /** True when its answers are fresh, and no page of it is there. */
  readonly isUnpublished: boolean;
}

/** @param look sees the article, and each translation, with what is recorded of it */
async function checkArticle(
  loaded: ArticleTask,
  version: string,
  look: (prepared: PreparedArticle) => void,
): Promise<readonly Checked[]> {
  const { job } = loaded;
  const found = await prepareArticle(loaded).catch(orUnusable);
  if (found instanceof PreloError) {
    return [unusable(loaded, found)];
  }
  const whole = withoutOpen(found);
  const translations = await prepareTranslations(loaded, whole).catch(orUnusable);
  if (translations instanceof PreloError) {
    return [unusable(loaded, translations)];
  }
  const shown = await findTextPictures(whole.article, recordedAnswers(whole), job);
  const prepared = { ...whole, article: shown.article };
  for (const each of [prepared, ...translations]) {
    look(each);
  }
  const { article } = prepared;
  const task = { ...loaded, article };
  const manifest = readManifest(join(job.output.dir, article.slug));
  const posters = await findPosters(task, manifest);
  const good = translations.filter(({ planned }) => planned.every(isThere));
  const languages = listLanguages(
    article,
    job.output.dir,
    new Set(good.map(({ language }) => language)),
  );
  const translated = languages.length > 0 ? { languages } : {};
  const inputs = await hashPlanned(task, prepared, posters, version, translated);
  const own = checkPrepared(task, prepared, { posters, manifest, inputs });
  const others = await Promise.all(
    translations.map(async (translation) => {
      const { slug } = translation.article;
      const setting = { ...translated, source: inputs };
      return checkPrepared(translation.task, translation, {
        posters: new Map(),
        manifest: readManifest(join(job.output.dir, slug)),
        inputs: await hashPlanned(translation.task, translation, new Map(), version, setting),
      });
    }),
  );
  return [own, ...others];
}

function isThere({ ask, isStopped }: PlannedBlock): boolean {
  return !ask && isStopped !== true;
}

function unusable(task: ArticleTask, error: PreloError): Checked {
  const { slug } = task.article;
  const { code } = error;
  return {
    findings: [{ article: slug, block: undefined, code, ...locateError(error, task) }],
    isUnpublished: false,
    slug,
  };
}

/** Of an article, or of one of its translations. */
function checkPrepared(
  task: ArticleTask,
  prepared: PreparedArticle,
  {
    posters,
    manifest,
    inputs,
  }: { posters: Posters; manifest: Manifest | undefined; inputs: string },
): Checked {
  const { slug } = task.article;
  const sandboxed = findSandboxed(task, prepared, posters);
  const fromSandbox = new Set(task.options.sandbox ? [] : sandboxed.map(({ id }) => id));
  const answers = [
    ...checkAnswers(task, prepared, fromSandbox),
    ...findLosses(task, prepared, manifest),
  ];
  const sandbox = describeSandboxed(task, prepared, sandboxed);
  const unreviewed = checkReviews(task, prepared);
  // Output of answers that are to change is out of date as well: it need not be said twice.
  const due = [...answers, ...sandbox, ...unreviewed];
  if (!due.every(({ isWarning }) => isWarning)) {
    return { slug, findings: due, isUnpublished: false };
  }
  const why = findOutdated(task, { manifest, inputs });
  if (why === undefined || why === "missing") {
    const isUnpublished = why === "missing";
    return {
      slug,
      findings: [...answers, ...unreviewed, ...(isUnpublished ? [] : sandbox)],
      isUnpublished,
    };
  }
  const findings = [...answers, ...unreviewed, outdated(task.article, why)];
  return { slug, findings, isUnpublished: false };
}
