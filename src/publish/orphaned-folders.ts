import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { assertNoLink, listFolder } from "../answers/listing.ts";
import { removeFile } from "../files/files.ts";
import { manifestFile, readManifest } from "./manifest.ts";
import { isInside } from "./publish.ts";
import { isPublished } from "./drift.ts";

/** A folder that an article was published in which is no more. */
export interface OrphanedFolder {
  readonly slug: string;
  /** The files that stand there as they were published, relative to the folder. */
  readonly files: readonly string[];
  /** What a person changed of them. */
  readonly edited: readonly string[];
}

/**
 * The folders of articles that are gone: those whose manifest says that they are that article's. What Prelo did
 * not publish is none of them, and neither is what a link leads to.
 * @param names of all the job's articles: their slugs, and those that they had before
 * @throws PreloError READ_FAILED
 */
export function findOrphanedFolders(
  outputDir: string,
  names: Pick<ReadonlySet<string>, "has">,
): readonly OrphanedFolder[] {
  return listPublished(outputDir)
    .filter((slug) => !names.has(slug))
    .flatMap((slug): readonly OrphanedFolder[] => {
      const folder = join(outputDir, slug);
      const manifest = readManifest(folder);
      if (manifest?.article !== slug) {
        return [];
      }
      const there = manifest.files.filter(({ file }) => isInside(file) && isThere(folder, file));
      const published = there.filter((file) => isPublished(join(folder, file.file), file));
      const edited = there.filter((file) => !published.includes(file));
      const files = published.map(({ file }) => file);
      return [{ slug, files, edited: edited.map(({ file }) => file) }];
    });
}

/** The folders that may be an article's, those of its translations before its own: it holds them. */
function listPublished(outputDir: string): readonly string[] {
  return listFolder(outputDir).folders.flatMap((slug) => {
    const inside = listFolder(join(outputDir, slug)).folders;
    return inside.map((language) => `${slug}/${language}`).concat(slug);
  });
}

/**
 * Removes what was published in a folder, and the folder itself unless a person's own files lie there too.
 * @param edited whether what a person changed goes as well
 * @throws PreloError WRITE_FAILED
 */
export async function removeOrphanedFolder(
  outputDir: string,
  orphan: OrphanedFolder,
  edited: boolean,
): Promise<void> {
  const folder = join(outputDir, orphan.slug);
  const isAll = edited || orphan.edited.length === 0;
  const files = isAll ? [...orphan.files, ...orphan.edited, manifestFile] : orphan.files;
  // The manifest goes last: without it nobody knows whose the others are.
  for (const file of files) {
    await removeFile(join(folder, file));
  }
  for (const empty of [join(folder, "img"), folder]) {
    // One that is not empty, or not there, stays as it is.
    await rmdir(empty).catch(() => undefined);
  }
}

/** A file that is there, in the folder itself or in one that is no link. */
function isThere(folder: string, file: string): boolean {
  const [name = "", ...below] = file.split("/").toReversed();
  const within = join(folder, ...below.toReversed());
  assertNoLink(within);
  return listFolder(within).files.includes(name);
}
