import { readFile } from "node:fs/promises";
import { toReadError } from "../answers/files.ts";
import { hashBytes } from "../answers/hash.ts";
import type { ReadResult } from "../answers/store.ts";
import type { ImageAnswer, RecordedImage } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import type { VariantSettings } from "../job/types.ts";
import type { RunContext } from "../run/context.ts";

/** What it takes to look at an article's originals. */
export interface OriginalsContext {
  readonly pathOf: (file: string) => string;
  readonly inspectPicture: RunContext["inspectPicture"];
  readonly limits: Pick<VariantSettings, "maxPixels" | "maxBytes">;
  /** How a message calls the record. */
  readonly record: string;
}

/**
 * Looks at originals whose files are not the recorded ones any more. A whole picture, of whatever size
 * or kind, is a person's, and stands in the place of the one that came; what is no picture is lost.
 * @throws PreloError READ_FAILED
 */
export async function settleOriginals(
  read: ReadResult,
  context: OriginalsContext,
): Promise<ReadResult> {
  if (read.state !== "read" || read.answer.kind !== "image") return read;
  const images: RecordedImage[] = [];
  const faults: string[] = read.damage === undefined ? [] : [read.damage.reason];
  let problem: PreloError | undefined;
  for (const image of read.answer.images) {
    try {
      images.push(image.changed ? await describeReplaced(image, context) : image);
    } catch (error) {
      if (!(error instanceof PreloError)) throw error;
      if (error.code === "IMAGE_INVALID") {
        faults.push(`its original ${image.file} is no picture any more`);
        continue;
      }
      images.push(image);
      problem = new PreloError(
        error.code,
        `${image.file}, which a person put there: ${error.message}`,
        {
          hint: error.hint,
          cause: error,
        },
      );
    }
  }
  const damage = { path: context.record, reason: faults.join(", ") };
  if (images.length === 0) return { state: "damaged", damage };
  const answer: ImageAnswer = { ...read.answer, images };
  return {
    state: "read",
    answer,
    ...(faults.length > 0 && { damage }),
    ...(problem !== undefined && { problem }),
  };
}

async function describeReplaced(
  image: RecordedImage,
  { pathOf, inspectPicture, limits }: OriginalsContext,
): Promise<RecordedImage> {
  const { changed: _, ...recorded } = image;
  const path = pathOf(recorded.file);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw toReadError(error, path);
  });
  const { format, widthPx, heightPx, hasAlpha } = await inspectPicture(bytes, limits);
  return {
    file: recorded.file,
    sha256: hashBytes(bytes),
    width: widthPx,
    height: heightPx,
    format,
    bytes: bytes.byteLength,
    ...(hasAlpha && { alpha: true }),
    replaced: recorded,
  };
}
