import { basename } from "node:path";
import { PreloError } from "../errors.ts";
import type { Job } from "../job/types.ts";
import { readSiteManifest } from "../publish/site/manifest.ts";
import type { Run } from "./run.ts";

/** Publishes the site's index, feed and sitemap, or removes them. @returns why that failed */
export async function publishSitePages(job: Job, run: Run): Promise<PreloError | undefined> {
  const { index, dir } = job.output;
  if (index === false && readSiteManifest(dir) === undefined) {
    return undefined;
  }
  if (index !== false && job.output.baseUrl === undefined) {
    const message = "without `output.base_url` there is no feed.xml and no sitemap.xml";
    run.emit({ type: "warning", article: basename(job.file), message });
  }
  try {
    const { publishSite, removeSite } = await import("../publish/site/publish-site.ts");
    await (index === false ? removeSite(job) : publishSite(job, run.secrets));
    return undefined;
  } catch (error) {
    if (error instanceof PreloError) {
      return error;
    }
    throw error;
  }
}
