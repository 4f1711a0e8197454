import { type PictureFile, readPictureFile, type UnfitFile } from "../../files/picture-file.ts";
import type { JobFolder, NotFound } from "./job-folder.ts";

/** What stands in the article's own folder once it is published. */
const published = /^(?:\.\/)?img\//;

/**
 * The file of the job that a picture's address in a text leads to.
 * @param bases absolute folders that it may be relative to, in order
 * @param read the file, by its absolute path and its name below the job's folder
 * @returns why there is none; undefined for the address of a published file
 */
export function findShownPicture(
  url: string,
  folder: JobFolder,
  bases: readonly string[],
  maxBytes: number,
  read: typeof readPictureFile = readPictureFile,
): PictureFile | NotFound | undefined {
  const found = folder.find(pathOf(url), bases);
  if (!("path" in found)) {
    return published.test(url) ? undefined : found;
  }
  const file = read(found.path, found.name, maxBytes);
  return "sha256" in file ? file : toNotFound(file, found.name);
}

function toNotFound({ message, hint }: UnfitFile, name: string): NotFound {
  return { message: `${name} ${message}`, ...(hint !== undefined && { hint }) };
}

/** An address without what only a browser takes from it. */
export function pathOf(url: string): string {
  const path = url.replace(/[?#].*$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
