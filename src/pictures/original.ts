import { originalNumber } from "../answers/originals.ts";
import type { AnswerStore } from "../answers/store.ts";
import type { Answer, ImageAnswer, RecordedImage } from "../answers/types.ts";
import type { ImageBlock, PictureBlock, VariantSettings, VideoBlock } from "../job/types.ts";
import type { Original } from "./illustrate.ts";
import type { Mark } from "./variants/mark.ts";
import type { Source } from "./placeholder.ts";
import { readOriginal } from "./read-original.ts";

/** What a model said of one of a block's pictures; undefined when it said nothing yet. */
export type Describe = (block: ImageBlock, number: number) => string | undefined;

/** The alternative texts of an article's pictures, rendered. @throws TemplateError */
export interface PictureTexts {
  /** @param described what a model said of it */
  altOf(block: ImageBlock, number: number, described?: string): string;
  /** Says that the picture is not there, and what it would show. */
  altOfPlaceholder(block: ImageBlock, number: number): string;
  altOfSheet(block: ImageBlock, count: number): string;
  altOfOwn(block: PictureBlock, number: number): string;
  altOfVideo(block: VideoBlock): string;
}

/** Where an article's originals lie. */
export interface AnswersPlace {
  readonly slug: string;
  readonly store: Pick<AnswerStore, "pathOf">;
}

/** A picture with the answer that it came with. */
export interface FoundImage {
  readonly answer: ImageAnswer;
  readonly image: RecordedImage;
}

/** A recorded picture, as it is to be shown in its block. @throws TemplateError */
export function toOriginal(
  block: ImageBlock,
  { answer, image }: FoundImage,
  texts: PictureTexts,
  place: AnswersPlace,
  describe?: Describe,
): Original {
  const number = originalNumber(image.file);
  const alt = texts.altOf(block, number, describe?.(block, number));
  return {
    ...fromRecord(image, block.variants, place),
    block: block.id,
    number,
    mark: { alt, ...sayMaker({ answer, image }, block) },
    settings: block.variants,
    // No record describes what a person put there.
    ...(image.replaced !== undefined && { facts: factsOf(image), isEdited: true }),
  };
}

/** A recorded picture, whatever it is shown as. */
export function fromRecord(
  image: RecordedImage,
  limits: VariantSettings,
  { slug, store }: AnswersPlace,
): Source {
  return {
    image,
    read: () => readOriginal(store.pathOf(slug, image.file), image, limits),
    from: [`answers/${slug}/${image.file}`],
  };
}

/** The facts of a picture that no record describes, for the manifest. */
export function factsOf({
  sha256,
  format,
  width,
  height,
  alpha,
  frames,
  lost,
}: RecordedImage): Original["facts"] {
  return {
    sha256,
    format,
    width,
    height,
    ...(alpha === true && { alpha }),
    ...(frames !== undefined && { frames }),
    ...(lost !== undefined && { lost: [...lost] }),
  };
}

/** One of the pictures of an answer, by its number. */
export function findImage(
  answer: Answer | undefined,
  number: number | undefined,
): FoundImage | undefined {
  const images = answer?.kind === "image" ? answer.images : [];
  const image = images.find(({ file }) => originalNumber(file) === number);
  return answer?.kind === "image" && image !== undefined ? { answer, image } : undefined;
}

/**
 * Which model made a picture, and what it was asked where the author wants that published. What a person
 * put in its place is taken for a version of it, unless the record says that it is their own.
 */
export function sayMaker(
  { answer, image }: FoundImage,
  { variants }: ImageBlock | VideoBlock,
): Omit<Mark, "alt"> {
  const { prompt } = answer.request;
  const source = image.replaced === undefined ? undefined : image.source;
  if (source === "own") {
    return { source };
  }
  return {
    system: answer.served_by ?? answer.model,
    ...(variants.embedPrompt && typeof prompt === "string" && { prompt }),
    ...(source !== undefined && { source }),
  };
}
