import { join } from "node:path";
import type { Article, Job } from "../job/types.ts";
import { findDrifted } from "./drift.ts";
import { readManifest } from "./manifest.ts";

const leading = ["html", "markdown"] as const;

/** The formats of a job in which a page can lead on. */
export function leadingFormats({
  output,
}: Pick<Job, "output">): readonly (typeof leading)[number][] {
  return leading.filter((format) => output.formats.includes(format));
}

/** The first of an article's former names under which not what is due is published. */
export function findOutdatedAlias(
  { aliases }: Article,
  job: Pick<Job, "output">,
  inputs: string,
): string | undefined {
  return leadingFormats(job).length === 0
    ? undefined
    : aliases.find((alias) => {
        const folder = join(job.output.dir, alias);
        const manifest = readManifest(folder);
        return manifest?.inputs !== inputs || findDrifted(folder, manifest, "to the byte");
      });
}
