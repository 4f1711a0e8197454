import { existsSync } from "node:fs";
import { join } from "node:path";
import { PreloError, toError } from "../errors.ts";
import { readVariable, secretVariablesOf } from "../job/provider-variables.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Job } from "../job/types.ts";
import { pageFile } from "../article/formats/page-formats.ts";
import { type PublishedPage, readManifest } from "../publish/manifest.ts";
import { namesOf } from "../publish/names.ts";
import { noteFile, readNote } from "../publish/remote/note.ts";
import { type Pushed, pushDraft } from "../publish/remote/push-draft.ts";
import { createSendJson } from "../publish/remote/send-json.ts";
import type { Site } from "../publish/remote/site.ts";
import { openSite } from "../publish/remote/sites.ts";
import { acquireLock } from "../answers/lock.ts";
import { listFolder } from "../answers/listing.ts";
import { checkArticles } from "./check/check.ts";
import type { Finding } from "./check/finding.ts";
import type { Environment, JobOptions } from "./environment.ts";
import { loadCheckedJob } from "./load-job.ts";
import { openSender } from "./sender.ts";

export interface PublishOptions extends JobOptions {
  /** The site's name in the job. */
  readonly to: string;
  readonly dryRun: boolean;
}

/** What came of one article. */
export interface PushedArticle {
  readonly slug: string;
  readonly state: Pushed | "failed";
  readonly error?: PreloError;
}

/**
 * Pushes what is published of a job's articles to a site, as drafts: only pages that a build has set, that
 * are current, and that hold nothing of the sandbox's.
 * @throws JobError; PreloError USAGE, KEY_MISSING, LOCKED
 */
export async function publishDrafts(
  options: PublishOptions,
  environment: Environment,
): Promise<readonly PushedArticle[]> {
  const { job } = await loadCheckedJob(options);
  const { site, url, close } = openNamed(job, options.to, environment);
  const giveLockBack = options.dryRun
    ? undefined
    : await acquireLock(job.answersDir, environment.lockHolder);
  try {
    const { findings } = await checkArticles(options, environment);
    const { to: name, dryRun } = options;
    const { answersDir, output, articles, neighbours } = job;
    const page = pageFile("html", output.file);
    const versions = articles.flatMap(({ slug }) =>
      readLanguages(slug, output.dir).map((place) => readVersion(place, findings, job)),
    );
    const names = namesOf(neighbours);
    const ready = new Set(versions.flatMap(({ slug, error }) => (error === undefined ? slug : [])));
    const isThere = (slug: string): boolean | undefined =>
      names.has(slug)
        ? ready.has(slug) || readNote(noteFile(answersDir, slug, name), url).post !== undefined
        : undefined;
    const pushed: PushedArticle[] = [];
    for (const version of versions) {
      const { slug } = version;
      if (version.error !== undefined) {
        pushed.push({ slug, state: "failed", error: version.error });
        continue;
      }
      const { shown } = version;
      const folder = join(output.dir, slug);
      const task = { slug, shown, isThere, folder, page, answersDir, name, url, site, dryRun };
      try {
        pushed.push({ slug, state: await pushDraft(task) });
      } catch (error) {
        environment.stopping.throwIfAborted();
        if (!(error instanceof PreloError)) {
          throw toError(error);
        }
        pushed.push({ slug, state: "failed", error });
      }
    }
    return pushed;
  } finally {
    await close();
    await giveLockBack?.();
  }
}

/** The article and its translations: all that is published of it, and the article itself. */
function readLanguages(slug: string, outputDir: string): readonly string[] {
  const { folders } = listFolder(join(outputDir, slug));
  const below = folders.map((each) => `${slug}/${each}`);
  return [slug, ...below.filter((place) => readManifest(join(outputDir, place)) !== undefined)];
}

/** Whether a page may be pushed, and what is shown of it. */
type Version =
  | { readonly slug: string; readonly shown: PublishedPage; readonly error?: undefined }
  | { readonly slug: string; readonly error: PreloError };

function readVersion(slug: string, findings: readonly Finding[], { output }: Job): Version {
  const folder = join(output.dir, slug);
  const manifest = readManifest(folder);
  if (manifest?.parts?.some(({ provider }) => provider === sandboxProvider) === true) {
    return { slug, error: notReady(slug, "the sandbox wrote some of it") };
  }
  const outdated = findings.find(
    ({ article, isWarning, code }) =>
      (article === slug || article === undefined) &&
      (isWarning !== true || code === "ANSWER_MISSING"),
  );
  if (outdated !== undefined) {
    return { slug, error: notReady(slug, outdated.message) };
  }
  const isSet = existsSync(join(folder, pageFile("html", output.file)));
  return manifest?.page === undefined || !isSet
    ? {
        slug,
        error: notReady(slug, "there is no web page of it: `output.formats` needs html"),
      }
    : { slug, shown: manifest.page };
}

function notReady(slug: string, why: string): PreloError {
  return new PreloError("PUBLISH_REFUSED", `${slug}: ${why}`, {
    hint: "Build it first, with a key; `prelo check` says what is left to do.",
  });
}

/** @throws PreloError USAGE for a name that the job does not know; KEY_MISSING */
function openNamed(
  job: Job,
  name: string,
  environment: Environment,
): { readonly site: Site; readonly url: string; readonly close: () => Promise<void> } {
  const settings = job.publish.get(name);
  if (settings === undefined) {
    const known = [...job.publish.keys()];
    throw new PreloError("USAGE", `the job has no site “${name}” to publish to`, {
      hint:
        known.length === 0
          ? "Name one in the job file: `publish: { blog: { kind: ghost, url: https://…, api_key_env: GHOST_KEY } }`."
          : `There is ${known.join(", ")}.`,
    });
  }
  const { variables, now, stopping } = environment;
  environment.learnKeyNames?.(secretVariablesOf(job));
  const read = (variable: string): string => {
    const value = readVariable(variable, variables);
    if (value === undefined) {
      throw new PreloError("KEY_MISSING", `${variable} is not set`, {
        hint: `Set it in the environment, or in .env beside the job file; \`publish.${name}\` names it.`,
      });
    }
    return value;
  };
  const user = settings.kind === "wordpress" ? read(settings.userEnv) : "";
  const key = read(settings.apiKeyEnv);
  if (settings.kind === "ghost" && !/^[\da-f]+:(?:[\da-f]{2})+$/i.test(key)) {
    throw new PreloError("KEY_MISSING", `${settings.apiKeyEnv} is not an Admin API key`, {
      hint: "It consists of two parts with a colon between, `id:secret`: copy it from the integration in Ghost's settings.",
    });
  }
  const sender = openSender(job, 1, environment, environment.aborting);
  const send = createSendJson(sender.client, stopping);
  const { kind, url } = settings;
  return { site: openSite(kind, { url, key, user, send, now }), url, close: () => sender.close() };
}
