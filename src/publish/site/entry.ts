import { join } from "node:path";
import { listFolder } from "../../answers/listing.ts";
import type { OwnWording } from "../../blocks/settings/wording.ts";
import type { Article, Job } from "../../job/types.ts";
import { readManifest, type PublishedPage } from "../manifest.ts";

/** A published page as the site around it shows it. */
export interface SiteEntry extends PublishedPage {
  /** The slug of its article: what its translations share. */
  readonly slug: string;
  /** Its folder, below that of the output, with a slash at its end. */
  readonly folder: string;
  /** The job's own words in its language. */
  readonly wording?: OwnWording;
}

export function isTranslation({ slug, folder }: Pick<SiteEntry, "slug" | "folder">): boolean {
  return folder !== `${slug}/`;
}

/**
 * What is published of a job's articles, drafts left out: the newest first, those without a date last. It is
 * read from the manifests, so that a run which builds a few articles knows all of them.
 */
export function readEntries(
  articles: readonly Article[],
  { output }: Pick<Job, "output">,
): readonly SiteEntry[] {
  const entries = articles.flatMap(({ slug, wording }): readonly SiteEntry[] => {
    const below = listFolder(join(output.dir, slug)).folders.map((name) => `${slug}/${name}`);
    return [slug, ...below].flatMap((place): readonly SiteEntry[] => {
      const manifest = readManifest(join(output.dir, place));
      const page = manifest?.article === place ? manifest.page : undefined;
      return page === undefined || page.draft === true
        ? []
        : [{ ...page, slug, folder: `${place}/`, ...(wording !== undefined && { wording }) }];
    });
  });
  return entries.toSorted(
    (a, b) => compare(b.date ?? "", a.date ?? "") || compare(a.folder, b.folder),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
