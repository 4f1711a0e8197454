import { existsSync } from "node:fs";
import { join } from "node:path";
import { isPublished } from "../drift.ts";
import { removeFile } from "../../files/files.ts";
import { hashBytes } from "../../files/hash.ts";
import { PreloError } from "../../errors.ts";
import type { Job } from "../../job/types.ts";
import { isAllowed } from "../../secrets/fingerprint.ts";
import type { SecretFinder } from "../../secrets/find.ts";
import { scan } from "../../secrets/scanner.ts";
import { describeLeaks, leaksShown } from "../describe-leaks.ts";
import { findLeaks } from "../leaks.ts";
import { manifestFile } from "../manifest.ts";
import { type Page, publish } from "../publish.ts";
import { readEntries } from "./entry.ts";
import { listFeeds, writeFeed } from "./feed.ts";
import { writeIndex } from "./index-page.ts";
import { writeLlms } from "./llms.ts";
import { readSiteManifest, siteName } from "./manifest.ts";
import { openSite } from "./site.ts";
import { writeSitemap } from "./sitemap.ts";

/** The pages around a job's articles, as they follow from what is published of these; the first page last. */
export function composeSite(job: Pick<Job, "neighbours" | "output">): readonly Page[] {
  const site = openSite(job, readEntries(job.neighbours, job));
  const pages: readonly (readonly [string, string | undefined])[] = [
    ["llms.txt", writeLlms(site)],
    ["sitemap.xml", writeSitemap(site)],
    ...listFeeds(site).map((feed) => [feed.file, writeFeed(feed, site)] as const),
    ["index.html", writeIndex(site)],
  ];
  return pages.flatMap(([file, text]) => (text === undefined ? [] : [{ file, text }]));
}

/**
 * Publishes the pages around the articles; what is there already stays.
 * @returns how many files were written
 * @throws PreloError LEAK_FOUND, WRITE_FAILED, also for a file of that name which is a person's
 */
export async function publishSite(job: Job, secrets: SecretFinder): Promise<number> {
  const { dir } = job.output;
  const previous = readSiteManifest(dir);
  const pages = composeSite(job);
  const listed = new Set(previous?.files.map(({ file }) => file));
  for (const { file } of [...pages, { file: manifestFile }]) {
    const isOurs = file === manifestFile ? previous !== undefined : listed.has(file);
    if (!isOurs && existsSync(join(dir, file))) {
      throw new PreloError("WRITE_FAILED", `${file} in the output folder is not Prelo's`, {
        hint: "Move it away, or leave out `output.index`, which writes a file of that name.",
      });
    }
  }
  await assertClean(job, pages, secrets);
  const inputs = hashBytes(JSON.stringify(pages));
  const written = await publish({
    folder: dir,
    article: siteName,
    inputs,
    pages,
    pictures: [],
    newPictures: [],
    from: job.articles.length === 0 ? [] : ["output"],
    parts: [],
    previous,
  });
  return written;
}

/** All that stands there was published before: it is looked at again in its new place. */
async function assertClean(
  { leaks: { allow } }: Job,
  pages: readonly Page[],
  secrets: SecretFinder,
): Promise<void> {
  const found = await findLeaks(pages, secrets, scan);
  const refused = found.filter((leak) => !isAllowed(leak, allow));
  if (refused.length > 0) {
    const nowhere = { block: undefined, blocks: [], origins: [] };
    const traced = refused.slice(0, leaksShown).map((leak) => ({ leak, trace: nowhere }));
    const { message, hint } = describeLeaks(traced, refused.length, secrets);
    throw new PreloError("LEAK_FOUND", message, { hint });
  }
}

/**
 * Removes the pages around the articles that were published before, but for what a person changed.
 * @throws PreloError WRITE_FAILED
 */
export async function removeSite({ output: { dir } }: Pick<Job, "output">): Promise<void> {
  const manifest = readSiteManifest(dir);
  if (manifest === undefined) {
    return;
  }
  for (const entry of manifest.files) {
    const path = join(dir, entry.file);
    if (existsSync(path) && isPublished(path, entry)) {
      await removeFile(path);
    }
  }
  await removeFile(join(dir, manifestFile));
}
