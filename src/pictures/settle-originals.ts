import { readBytes } from "../files/files.ts";
import { originalNumber, toRecordedImage } from "../answers/originals.ts";
import { type RecordName, recordPath } from "../answers/record-name.ts";
import type { AnswerStore } from "../answers/store.ts";
import type { ReadResult } from "../answers/read-result.ts";
import type { ImageAnswer, RecordedImage } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import { sniff } from "../files/sniff.ts";
import type { VariantSettings } from "../job/types.ts";
import type { RunContext } from "../requests/context.ts";

/** What it takes to look at an article's originals. */
export interface OriginalsContext {
  readonly name: RecordName;
  readonly store: Pick<AnswerStore, "pathOf">;
  readonly inspectPicture: RunContext["inspectPicture"];
  readonly limits: Pick<VariantSettings, "maxPixels" | "maxBytes">;
}

/**
 * Inspects originals whose files have changed since they were recorded. A complete picture, of any
 * size or kind, was put there by a person and replaces the one that came; a file that is no picture
 * counts as lost. What a person made but cannot be read is neither shown nor replaced.
 * @throws PreloError READ_FAILED
 */
export async function settleOriginals(
  read: ReadResult,
  context: OriginalsContext,
): Promise<ReadResult> {
  if (read.state !== "read" || read.answer.kind !== "image") {
    return read;
  }
  const images: RecordedImage[] = [];
  const faults: string[] = read.damage === undefined ? [] : [read.damage.reason];
  const problems: { readonly number: number; readonly error: PreloError }[] = [];
  for (const image of read.answer.images) {
    if (image.rivals !== undefined) {
      images.push(image);
      problems.push({ number: originalNumber(image.file), error: toRivalry(image, image.rivals) });
      continue;
    }
    try {
      const settled = image.changed ? await describeReplaced(image, context) : image;
      if (settled === undefined) {
        faults.push(`its original ${image.file} is no longer a picture`);
      } else {
        images.push(settled);
      }
    } catch (error) {
      if (!(error instanceof PreloError)) {
        throw error;
      }
      images.push(image);
      problems.push({
        number: originalNumber(image.file),
        error: toProblem(error, image, context.name),
      });
    }
  }
  const damage = { path: recordPath(context.name), reason: faults.join(", ") };
  if (images.length === 0) {
    return { state: "damaged", damage };
  }
  const answer: ImageAnswer = { ...read.answer, images };
  return {
    state: "read",
    answer,
    ...(faults.length > 0 && { damage }),
    ...(problems.length > 0 && { problems }),
  };
}

function toRivalry({ file }: RecordedImage, rivals: readonly string[]): PreloError {
  const names = [file, ...rivals].join(" and ");
  return new PreloError("IMAGE_INVALID", `${names} stand for the same picture`, {
    hint: "Keep the one to publish, and move the other away.",
  });
}

function toProblem(
  error: PreloError,
  { file, replaced }: RecordedImage,
  { id }: RecordName,
): PreloError {
  const place = replaced === undefined ? "there" : `in the place of ${replaced.file}`;
  const message = `${file}, which a person put ${place}: ${error.message}`;
  return new PreloError(error.code, message, {
    hint:
      `${error.hint ?? "Save it as PNG, JPEG or WebP."} ` +
      `Or put the picture that came back there; --refresh ${id}/${originalNumber(file)} asks for a new one.`,
    cause: error,
  });
}

/** @returns undefined for what is left of the picture that came, or is none that somebody made */
async function describeReplaced(
  image: RecordedImage,
  { name, store, inspectPicture, limits }: OriginalsContext,
): Promise<RecordedImage | undefined> {
  const { changed: _, ...recorded } = image.replaced ?? image;
  const bytes = await readBytes(store.pathOf(name.slug, image.file));
  try {
    const { drawIfSvg } = await import("./inspection/svg.ts");
    const facts = await inspectPicture(await drawIfSvg(bytes, limits), limits);
    const { source } = recorded;
    return {
      ...toRecordedImage(image.file, bytes, facts),
      ...(source !== undefined && { source }),
      replaced: recorded,
    };
  } catch (error) {
    const isInvalid = error instanceof PreloError && error.code === "IMAGE_INVALID";
    if (isInvalid && image.file === recorded.file && isLost(bytes, recorded)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Whether bytes that cannot be decoded are nobody's work: no picture at all, or what a fault of the disk
 * has left of the one that came, which begins as that did and has no more bytes.
 */
function isLost(bytes: Buffer, recorded: RecordedImage): boolean {
  const sniffed = sniff(bytes);
  return "format" in sniffed
    ? sniffed.format === recorded.format && bytes.byteLength <= recorded.bytes
    : sniffed.holds === undefined;
}
