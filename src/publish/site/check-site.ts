import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "../../job/types.ts";
import { readSiteManifest } from "./manifest.ts";

/**
 * The first of the pages around the articles that is not what a build would publish; undefined when all are.
 */
export async function findOutdatedSite(job: Job): Promise<string | undefined> {
  const { dir, index } = job.output;
  if (index === false) {
    return readSiteManifest(dir)?.files[0]?.file;
  }
  const { composeSite } = await import("./publish-site.ts");
  return composeSite(job).find(({ file, text }) => readIfThere(join(dir, file)) !== text)?.file;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // What cannot be read is not what was published.
  }
}
