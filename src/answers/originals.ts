import { readFileSync, lstatSync } from "node:fs";
import { utimes } from "node:fs/promises";
import { isMissing, toReadError, toWriteError } from "./files.ts";
import { hashBytes } from "./hash.ts";
import { assertNoLink } from "./listing.ts";
import type { ImageAnswer, RecordedImage } from "./types.ts";

/** The name of an untouched original: `casa-1.png`. */
export function originalFile(id: string, number: number, format: string): string {
  return `${id}-${number}.${format === "jpeg" ? "jpg" : format}`;
}

/** The number in `casa-1.png`. */
export function originalNumber(file: string): number {
  return Number(/-(\d+)\.[a-z]+$/.exec(file)?.[1] ?? 0);
}

/**
 * Which originals are there, and what is wrong with the others. One whose file is not the recorded one
 * any more is marked as changed: whether it is a picture, only its decoder can say. A file of the
 * recorded size that is older than its record is taken for the recorded one, unread.
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
  const there = images.flatMap((image): RecordedImage[] => {
    const path = pathOf(image.file);
    const found = statOf(path);
    if (found === undefined) {
      faults.push(`its original ${image.file} is missing`);
      return [];
    }
    if (found.size === image.bytes && found.ctimeMs < recordedMs) return [image];
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
      if (!isMissing(error)) throw toWriteError(error, path);
    }
  }
}

function statOf(path: string): { readonly size: number; readonly ctimeMs: number } | undefined {
  assertNoLink(path);
  try {
    return lstatSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
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
