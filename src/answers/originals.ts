import { readFileSync, lstatSync } from "node:fs";
import { utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing, toReadError, toWriteError } from "../files/files.ts";
import { hashBytes } from "../files/hash.ts";
import { assertNoLink, listFolder } from "./listing.ts";
import { blockOf } from "./record-name.ts";
import type { ImageAnswer, RecordedImage } from "./types.ts";

/** The name of an untouched original: `casa-1.png`; `casa-1.previous.png` of the record `casa.previous`. */
export function originalFile(id: string, number: number, format: string): string {
  return nameOriginal(id, number, `.${format === "jpeg" ? "jpg" : format}`);
}

/** @param extension with its dot */
export function nameOriginal(id: string, number: number, extension: string): string {
  const block = blockOf({ id });
  return `${block}-${number}${id.slice(block.length)}${extension}`;
}

/** The number in `casa-1.png`, whatever a person's file in its place ends with. */
export function originalNumber(file: string): number {
  return Number(/-(\d+)(?:\.previous)?\.[A-Za-z0-9]+$/.exec(file)?.[1] ?? 0);
}

/** What a record says of a picture's file. */
export function toRecordedImage(
  file: string,
  bytes: Buffer,
  facts: {
    readonly format: string;
    readonly widthPx: number;
    readonly heightPx: number;
  } & Oddities,
): RecordedImage {
  return {
    file,
    sha256: hashBytes(bytes),
    width: facts.widthPx,
    height: facts.heightPx,
    format: facts.format,
    bytes: bytes.byteLength,
    ...noteOddities(facts),
  };
}

/** What a picture has that most have not. */
interface Oddities {
  readonly hasAlpha: boolean;
  readonly pages?: number;
  readonly lost?: readonly string[];
}

/** The keys of a record, or of a manifest, that only some pictures have. */
export function noteOddities({
  hasAlpha,
  pages = 1,
  lost = [],
}: Oddities): Pick<RecordedImage, "alpha" | "frames" | "lost"> {
  return {
    ...(hasAlpha && { alpha: true }),
    ...(pages > 1 && { frames: pages }),
    ...(lost.length > 0 && { lost: [...lost] }),
  };
}

/** What pictures are saved as, whether Prelo reads them or not. */
const extensions =
  /\.(?:png|jpe?g|jpe|jfif|webp|gif|avif|tiff?|svgz?|bmp|ico|hei[cf]|hif|jxl|jp2|j2k|psd|psb|xcf|kra|ora|exr|hdr|tga|dds|qoi|pdf|eps|ai|dng|cr[23]|nef|arw)$/i;

/** Whether a file is a picture, by its name. */
export function isPictureFile(file: string): boolean {
  return extensions.test(file);
}

/** Whether a file of an article's answers may be a record or a picture, by its name. */
export function mayBeAnswer(file: string): boolean {
  return !file.startsWith(".") && (/\.(?:md|yaml)$/.test(file) || isPictureFile(file));
}

/**
 * The files that a person may have saved in the place of an original, under its name with another
 * extension.
 * @param files all of the folder
 */
function listStandIns(original: string, files: readonly string[]): readonly string[] {
  const stem = original.replace(/\.[^.]*$/, "");
  return files.filter(
    (file) =>
      file !== original &&
      file.startsWith(`${stem}.`) &&
      extensions.test(file) &&
      file.replace(extensions, "") === stem,
  );
}

/** The files that stand for an original: itself, or what a person saved in its place. */
export function findStanding(original: string, folder: string): readonly string[] {
  const { files } = listFolder(folder);
  return files.includes(original) ? [original] : listStandIns(original, files);
}

/** All files that are, or may be meant as, one of a block's pictures. */
export function findClaimants(original: string, folder: string): readonly string[] {
  const { files } = listFolder(folder);
  return files.filter((file) => file === original).concat(listStandIns(original, files));
}

/**
 * Which originals are there, and what is wrong with the others. One whose file is not the recorded one
 * any more is marked as changed: whether it is a picture, only its decoder can say. A file of the
 * recorded size that is older than its record is taken for the recorded one, unread. What a person
 * saved with another extension stands in for an original that is gone; beside one, it is its rival if
 * it is newer than the record (an older one may be left from an earlier answer).
 * @param recordPath the record's own file
 * @throws PreloError READ_FAILED, also for a link
 */
export function checkOriginals(
  { images }: ImageAnswer,
  pathOf: (file: string) => string,
  recordPath: string,
): { readonly there: readonly RecordedImage[]; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const recordedMs = statOf(recordPath)?.ctimeMs ?? 0;
  const { files } = listFolder(dirname(recordPath));
  const there = images.flatMap((image): RecordedImage[] => {
    const path = pathOf(image.file);
    const found = statOf(path);
    const standIns = listStandIns(image.file, files);
    if (found === undefined) {
      const [file, ...rivals] = standIns;
      if (file === undefined) {
        faults.push(`its original ${image.file} is missing`);
        return [];
      }
      const standing = { ...image, file, changed: true, replaced: image } as const;
      return rivals.length > 0 ? [{ ...standing, rivals }] : [standing];
    }
    const rivals = standIns.filter((file) => (statOf(pathOf(file))?.ctimeMs ?? 0) > recordedMs);
    // Where the file system ignores case, the original may be listed in another one.
    if (rivals.length > 0 && files.includes(image.file)) {
      return [{ ...image, changed: true, rivals }];
    }
    if (found.size === image.bytes && found.ctimeMs < recordedMs) {
      return [image];
    }
    return hashFile(path) === image.sha256 ? [image] : [{ ...image, changed: true }];
  });
  return { there, faults };
}

/**
 * Keeps originals that a person put there newer than their record, which was just written again: those
 * that are older count as the recorded ones, unread.
 * @throws PreloError WRITE_FAILED
 */
export async function keepNewer(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      const { atime, mtime } = lstatSync(path);
      // The times stay; that they were set is noted by the file system, and that is what counts.
      await utimes(path, atime, mtime);
    } catch (error) {
      if (!isMissing(error)) {
        throw toWriteError(error, path);
      }
    }
  }
}

function statOf(path: string): { readonly size: number; readonly ctimeMs: number } | undefined {
  assertNoLink(path);
  try {
    return lstatSync(path);
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw toReadError(error, path);
  }
}

function hashFile(path: string): string {
  try {
    return hashBytes(readFileSync(path));
  } catch (error) {
    throw toReadError(error, path);
  }
}
