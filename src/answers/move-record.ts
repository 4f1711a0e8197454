import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { toWriteError, writeWhole } from "./files.ts";
import { originalFile, originalNumber } from "./originals.ts";
import { formatImageRecord } from "./record.ts";
import { recordFile, type RecordName } from "./record-name.ts";
import type { Answer } from "./types.ts";

export interface MoveOptions {
  readonly from: RecordName;
  readonly to: RecordName;
  /** What stands in the record. */
  readonly answer: Answer;
  readonly pathOf: (slug: string, file: string) => string;
}

/**
 * Gives a record, with its originals, another name. Originals are copied before the new record names
 * them: a crash between leaves the old one whole.
 * @throws PreloError WRITE_FAILED
 */
export async function moveRecord({ from, to, answer, pathOf }: MoveOptions): Promise<void> {
  const source = pathOf(from.slug, recordFile(from));
  const target = pathOf(to.slug, recordFile(to));
  if (source === target) return;
  try {
    if (answer.kind === "text") {
      // Byte for byte: an edited body stays edited, an untouched one untouched.
      await writeWhole(target, readFileSync(source));
      await rm(source);
      return;
    }
    const numbers = answer.images.map(({ file }) => originalNumber(file));
    const areUsable = new Set(numbers).size === numbers.length && !numbers.includes(0);
    const images = answer.images.map((image, index) => {
      const number = areUsable ? (numbers[index] ?? 0) : index + 1;
      return { ...image, file: originalFile(to.id, number, image.format) };
    });
    for (const [index, image] of answer.images.entries()) {
      const file = images[index]?.file ?? image.file;
      await writeWhole(pathOf(to.slug, file), readFileSync(pathOf(from.slug, image.file)));
    }
    const { kind: _, ...record } = answer;
    await writeWhole(target, formatImageRecord({ ...record, images }));
    await rm(source);
    for (const image of answer.images) await rm(pathOf(from.slug, image.file));
  } catch (error) {
    throw toWriteError(error, target);
  }
}
