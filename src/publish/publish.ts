import { readdirSync, readFileSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  isMissing,
  removeFile,
  sweepTemporaries,
  toReadError,
  toWriteError,
  writeWhole,
} from "../files/files.ts";
import { hashBytes } from "../files/hash.ts";
import {
  formatManifest,
  type Manifest,
  manifestFile,
  type ManifestPart,
  type PublishedPage,
} from "./manifest.ts";
import type { PublishedFile } from "../pictures/published-file.ts";

/** A page to be published. */
export interface Page {
  /** Relative to the article's folder. */
  readonly file: string;
  readonly text: string;
}

/** A picture that does not stand in the folder yet. */
export interface NewPicture {
  /** Relative to the article's folder. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

export interface Publication {
  /** The article's output folder, absolute. */
  readonly folder: string;
  readonly article: string;
  /** The hash of all that the pages are made from. */
  readonly inputs: string;
  /** In the order in which they appear; the article itself is the last. */
  readonly pages: readonly Page[];
  /** Every picture, with what stands in the folder already. */
  readonly pictures: readonly PublishedFile[];
  /** The pictures that are new. */
  readonly newPictures: readonly NewPicture[];
  /** What the pages came from: the article's file and its records. */
  readonly from: readonly string[];
  /** Which answer each part of the pages shows. */
  readonly parts: readonly ManifestPart[];
  readonly previous: Manifest | undefined;
  /** What the site shows of it. */
  readonly page?: PublishedPage;
}

/** The manifest that a publication gets, as a page of its own. */
export function composeManifest(publication: Publication): Page {
  const { article, inputs, page } = publication;
  const parts = [...publication.parts];
  return {
    file: manifestFile,
    text: formatManifest({
      article,
      inputs,
      ...(page !== undefined && { page }),
      parts,
      files: listFiles(publication),
    }),
  };
}

function listFiles({ pictures, pages, from }: Publication): PublishedFile[] {
  return [
    ...pictures,
    ...pages.map(({ file, text }) => ({
      file,
      sha256: hashBytes(text),
      bytes: Buffer.byteLength(text),
      from: [...from],
    })),
  ];
}

/**
 * Writes the new pictures and what differs from what stands there, the article last, and then
 * removes what no manifest lists any more.
 * @returns how many pages were written, the manifest included
 * @throws PreloError WRITE_FAILED
 */
export async function publish(
  publication: Publication,
  manifest = composeManifest(publication),
): Promise<number> {
  const { folder, pages, pictures, newPictures, previous } = publication;
  const files = [...pictures, ...pages].map(({ file }) => file);
  await Promise.all(newPictures.map(({ file, bytes }) => writeWhole(join(folder, file), bytes)));
  let written = 0;
  for (const page of [...pages.slice(0, -1), manifest, ...pages.slice(-1)]) {
    if (await writeIfChanged(join(folder, page.file), page.text)) {
      written += 1;
    }
  }
  await removeUnlisted(folder, files, previous);
  return written;
}

async function writeIfChanged(path: string, text: string): Promise<boolean> {
  try {
    if (readFileSync(path, "utf8") === text) {
      return false;
    }
  } catch (error) {
    if (!isMissing(error)) {
      throw toWriteError(error, path);
    }
  }
  await writeWhole(path, text);
  return true;
}

/** `casa-1-480w.1a2b3c4d.webp`: a variant that a killed run may have left. */
const variantName = /-\d+w\.[0-9a-f]{8,}\.[a-z]+$/;
const pictureFolder = "img";

/** A file that a person put there is never touched: only what Prelo wrote goes. */
async function removeUnlisted(
  folder: string,
  files: readonly string[],
  previous: Manifest | undefined,
): Promise<void> {
  const listed = new Set(files);
  const left = listNames(join(folder, pictureFolder));
  const candidates = new Set([
    ...(previous?.files ?? []).map(({ file }) => file).filter(isInside),
    ...(left ?? [])
      .filter((name) => variantName.test(name))
      .map((name) => `${pictureFolder}/${name}`),
  ]);
  for (const file of candidates) {
    if (!listed.has(file)) {
      await removeFile(join(folder, file));
    }
  }
  await sweepTemporaries(folder);
  if (left === undefined) {
    return;
  }
  await sweepTemporaries(join(folder, pictureFolder));
  // An empty folder goes as well; one that is not empty, or not there, stays as it is.
  await rmdir(join(folder, pictureFolder)).catch(() => undefined);
}

/** Whether a manifest names a file of its own folder. */
export function isInside(file: string): boolean {
  return !file.split("/").includes("..") && dirname(file) !== "/";
}

/** What a folder holds; undefined when it is not there. */
function listNames(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw toReadError(error, folder);
  }
}
