import { extname } from "node:path";
import { existsSync } from "node:fs";
import { mapUsage } from "../endpoints/usage.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { readBytes, setAside, writeWhole } from "../files/files.ts";
import { hashBytes } from "../files/hash.ts";
import {
  clearName,
  type Move,
  moveRecords,
  type RecordFiles,
  removeRecord,
} from "./move-records.ts";
import { roundUsd } from "./round-usd.ts";
import { nameOriginal, originalNumber } from "./originals.ts";
import { formatImageRecord } from "./record.ts";
import { previousOf, recordFile, type RecordName, recordPath } from "./record-name.ts";
import type { ImageAnswer, RecordedImage, TextAnswer } from "./types.ts";

/**
 * Whether a text is kept beside the one that takes its place: it was paid for or written by hand, and says
 * something else or answers another request. The sandbox's can be made again at any time.
 */
export function isWorthKeeping(
  old: TextAnswer,
  next: Pick<TextAnswer, "fingerprint" | "body">,
): boolean {
  const isOther = old.fingerprint !== next.fingerprint || old.body !== next.body;
  return isOther && (old.edited || old.provider !== sandboxProvider);
}

/**
 * Makes the answer under a name the one before, in place of what that was: one step back is kept, and a
 * change that is undone is not paid for again.
 * @param isEdited whether a person changed what stands there: that is kept under a name of its own
 * @param how `copy` leaves it where it stands as well: should the disk be full, nothing is lost
 * @throws PreloError WRITE_FAILED, READ_FAILED
 */
export async function keepPrevious(
  name: RecordName,
  files: RecordFiles,
  isEdited: (previous: RecordName) => boolean,
  how: "move" | "copy" = "move",
): Promise<void> {
  const previous = previousOf(name);
  if (!isEdited(previous)) {
    await removeRecord(previous, files);
  }
  await moveRecords([{ from: name, to: previous, keep: how === "copy" }], files);
}

/**
 * Copies one picture that is to be replaced to those before. Nothing is done for one that is no longer
 * the picture that came, and for the sandbox's, which can be drawn again.
 * @throws PreloError WRITE_FAILED, READ_FAILED
 */
export async function keepPreviousPicture(
  name: RecordName,
  file: string,
  files: RecordFiles,
): Promise<void> {
  const number = originalNumber(file);
  const own = readImages(name, files);
  const image = own?.images.find((each) => originalNumber(each.file) === number);
  const bytes = await readBytes(files.pathOf(name.slug, file));
  if (own === undefined || own.provider === sandboxProvider || image?.sha256 !== hashBytes(bytes)) {
    return;
  }
  const previous = previousOf(name);
  const before = readImages(previous, files);
  const isSame = before?.fingerprint === own.fingerprint;
  if (!isSame) {
    await clearName(previous, files);
    await removeRecord(previous, files);
  }
  const target = nameOriginal(previous.id, number, extname(image.file));
  const path = files.pathOf(name.slug, target);
  const isOurs = (each: RecordedImage): boolean => each.file === target;
  if (existsSync(path) && !(isSame && before.images.some(isOurs))) {
    await setAside(path, "previous");
  }
  await writeWhole(path, bytes);
  const { kind: _, ...record } = own;
  const { cost_usd, usage } = own;
  const others = isSame ? before.images.filter((each) => originalNumber(each.file) !== number) : [];
  const images = [...others, { ...image, file: target }].toSorted(
    (a, b) => originalNumber(a.file) - originalNumber(b.file),
  );
  // What they took is their share of what all took.
  const share = images.length / own.images.length;
  const took = {
    ...(cost_usd !== undefined && { cost_usd: roundUsd(cost_usd * share) }),
    ...(usage !== undefined && { usage: mapUsage(usage, (each) => Math.round(each * share)) }),
  };
  await writeWhole(
    files.pathOf(name.slug, recordFile(previous)),
    formatImageRecord({ ...record, ...took, images }),
  );
}

/**
 * The moves that bring a record to its block. One that the block had before changes places with what
 * it has now, unless another block takes that.
 */
export function toMoves(
  move: Move,
  files: Pick<RecordFiles, "readRecord">,
  isTaken: (name: RecordName) => boolean = () => false,
): readonly Move[] {
  const { from, to } = move;
  const isUndone = recordPath(from) === recordPath(previousOf(to));
  if (!isUndone || isTaken(to) || files.readRecord(to).state !== "read") {
    return [move];
  }
  return [
    { ...move, keep: false },
    { from: to, to: from, keep: false },
  ];
}

function readImages(name: RecordName, files: RecordFiles): ImageAnswer | undefined {
  const result = files.readRecord(name);
  return result.state === "read" && result.answer.kind === "image" ? result.answer : undefined;
}
