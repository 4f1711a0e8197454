import { existsSync } from "node:fs";
import { dirname, extname } from "node:path";
import { sandboxProvider } from "../job/provider-names.ts";
import { readBytes, removeFile, setAside, toReadError, writeWhole } from "../files/files.ts";
import { hashBytes } from "../files/hash.ts";
import { findStanding, keepNewer, nameOriginal, originalNumber } from "./originals.ts";
import { formatImageRecord } from "./record.ts";
import { blockOf, recordFile, type RecordName, recordPath } from "./record-name.ts";
import type { ReadResult } from "./read-result.ts";
import { type Answer, isEdited } from "./types.ts";

/** A record that gets another name: a block's id or an article's slug changed. */
export interface Move {
  readonly from: RecordName;
  readonly to: RecordName;
  /** True when it stays under its old name as well. */
  readonly keep: boolean;
}

/** The files that records are moved among. */
export interface RecordFiles {
  pathOf(slug: string, file: string): string;
  /** The record by itself, whether its originals are there or not. */
  readRecord(name: RecordName): ReadResult;
}

/**
 * Carries out several moves as one rename, chains and circles included. A record is copied whole
 * before anything takes its name or removes it: a crash leaves each under one name at the least,
 * where the next run finds it by its fingerprint. A record in the way that no move takes along is
 * kept under a name of its own.
 * @param moves no two of them to the same name, none to its own
 * @throws PreloError WRITE_FAILED, READ_FAILED
 */
export async function moveRecords(moves: readonly Move[], files: RecordFiles): Promise<void> {
  // By the name that they free: what is read under it must have been copied before.
  const waiting = new Map<string, { move: Move; from: RecordName }[]>();
  for (const move of moves) {
    const key = recordPath(move.from);
    waiting.set(key, [...(waiting.get(key) ?? []), { move, from: move.from }]);
  }
  const byTarget = new Map(moves.map((move) => [recordPath(move.to), move]));
  const sources = new Map(moves.map((move) => [move, move.from]));
  const copied = new Set<string>();
  const spares: RecordName[] = [];
  const ready = moves.filter(({ to }) => !waiting.has(recordPath(to)));

  while (byTarget.size > 0) {
    const [move] = ready.length > 0 ? ready.splice(-1) : byTarget.values();
    if (move === undefined) {
      break;
    }
    const target = recordPath(move.to);
    const readers = waiting.get(target) ?? [];
    if (readers.length > 0) {
      // A circle: what stands there waits under another name until its own is free.
      const spare = await copyToSpare(move.to, files);
      if (spare !== undefined) {
        spares.push(spare);
      }
      for (const { move: reader } of readers) {
        sources.set(reader, spare ?? reader.from);
      }
      waiting.delete(target);
      copied.add(target);
    }
    if (!copied.has(target)) {
      await clearName(move.to, files);
    }
    await copyRecord(sources.get(move) ?? move.from, move.to, files);
    byTarget.delete(target);
    const freed = recordPath(move.from);
    const left = (waiting.get(freed) ?? []).filter((reader) => reader.move !== move);
    copied.add(freed);
    if (left.length > 0) {
      waiting.set(freed, left);
    } else if (waiting.delete(freed)) {
      const next = byTarget.get(freed);
      if (next !== undefined) {
        ready.push(next);
      }
    }
  }
  const targets = new Set(moves.map(({ to }) => recordPath(to)));
  const left = moves.filter(({ from, keep }) => !keep && !targets.has(recordPath(from)));
  for (const name of [...left.map(({ from }) => from), ...spares]) {
    await removeRecord(name, files);
  }
}

/** Removes a record, then the originals that it names. @throws PreloError WRITE_FAILED */
export async function removeRecord(name: RecordName, files: RecordFiles): Promise<void> {
  const standing = listStanding(name, files);
  await removeFile(files.pathOf(name.slug, recordFile(name)));
  for (const file of standing) {
    await removeFile(files.pathOf(name.slug, file));
  }
}

function folderOf(name: RecordName, files: Pick<RecordFiles, "pathOf">): string {
  return dirname(files.pathOf(name.slug, recordFile(name)));
}

/**
 * Frees a name: a file that cannot be read is set aside, an answer that stands nowhere else is
 * kept.
 */
export async function clearName(name: RecordName, files: RecordFiles): Promise<void> {
  const result = files.readRecord(name);
  const path = files.pathOf(name.slug, recordFile(name));
  // The sandbox's answers can be made again at any time.
  const isKept =
    result.state === "read" &&
    (result.answer.provider !== sandboxProvider || isEdited(result.answer));
  if (isKept) {
    await copyToSpare(name, files);
  } else if (result.state === "damaged") {
    await setAside(path, "damaged");
  }
}

/** Copies a record to a name that says what it answers. @returns that name */
async function copyToSpare(name: RecordName, files: RecordFiles): Promise<RecordName | undefined> {
  if (files.readRecord(name).state !== "read") {
    return undefined;
  }
  const spare = findSpare(name, files);
  await copyRecord(name, spare, files);
  return spare;
}

/** A name that says what a record answers, and that is free. */
export function findSpare(name: RecordName, files: RecordFiles): RecordName {
  const result = files.readRecord(name);
  const fingerprint = result.state === "read" ? result.answer.fingerprint : "";
  const base = `${blockOf(name)}-${fingerprint.slice("sha256:".length).slice(0, 8)}`;
  for (let number = 1; ; number += 1) {
    const spare = { ...name, id: number === 1 ? base : `${base}-${number}` };
    if (!existsSync(files.pathOf(spare.slug, recordFile(spare)))) {
      return spare;
    }
  }
}

/**
 * Copies a record with its originals. Where a record of pictures stands already, it goes first, so that
 * none ever names the originals of another.
 */
async function copyRecord(from: RecordName, to: RecordName, files: RecordFiles): Promise<void> {
  const source = files.pathOf(from.slug, recordFile(from));
  const target = files.pathOf(to.slug, recordFile(to));
  const result = files.readRecord(from);
  if (result.state !== "read") {
    throw toReadError(undefined, source);
  }
  if (result.answer.kind === "text") {
    // Byte for byte: an edited body stays edited, an untouched one untouched.
    await writeWhole(target, await readBytes(source));
    return;
  }
  // Copied elsewhere by now, or the sandbox's.
  const replaced = new Set(listStanding(to, files));
  const { kind: _, ...record } = result.answer;
  const images = renameImages(result.answer, to.id);
  await removeFile(target);
  const changed: string[] = [];
  const written = new Set<string>();
  for (const [index, { file, sha256 }] of images.entries()) {
    const original = record.images[index]?.file ?? "";
    for (const standing of findStanding(original, folderOf(from, files))) {
      // What a person saved in its place keeps its own ending.
      const name = standing === original ? file : withEndingOf(file, standing);
      const bytes = await readBytes(files.pathOf(from.slug, standing));
      const path = files.pathOf(to.slug, name);
      if (!replaced.has(name) && existsSync(path) && !bytes.equals(await readBytes(path))) {
        await setAside(path, "previous");
      }
      await writeWhole(path, bytes);
      written.add(name);
      if (hashBytes(bytes) !== sha256) {
        changed.push(path);
      }
    }
  }
  await writeWhole(target, formatImageRecord({ ...record, images }));
  await keepNewer(changed);
  for (const file of replaced) {
    if (!written.has(file)) {
      await removeFile(files.pathOf(to.slug, file));
    }
  }
}

/** The files of a record's pictures; none if it is not a record of pictures. */
function listStanding(name: RecordName, files: RecordFiles): readonly string[] {
  const result = files.readRecord(name);
  const images =
    result.state === "read" && result.answer.kind === "image" ? result.answer.images : [];
  return images.flatMap(({ file }) => findStanding(file, folderOf(name, files)));
}

/** `casa-4.png` as `casa-4.jpg`, when the other ends with `.jpg`. */
function withEndingOf(file: string, other: string): string {
  return file.replace(/\.[^.]*$/, "") + extname(other);
}

type Images = Extract<Answer, { kind: "image" }>["images"];

/** Originals under their block's new id, with their numbers; numbered anew if any has none. */
function renameImages({ images }: { images: Images }, id: string): Images {
  const numbers = images.map(({ file }) => originalNumber(file));
  const areUsable = new Set(numbers).size === numbers.length && !numbers.includes(0);
  return images.map((image, index) => {
    const number = areUsable ? numbers[index] : undefined;
    const file =
      number === undefined
        ? nameOriginal(id, index + 1, `.${image.format}`)
        : nameOriginal(id, number, extname(image.file));
    return { ...image, file };
  });
}
