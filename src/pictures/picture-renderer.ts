import { join } from "node:path";
import { stat } from "node:fs/promises";
import type { Answer, ImageAnswer, RecordedImage } from "../answers/types.ts";
import type { Mark } from "./mark.ts";
import { settle } from "./settle.ts";
import type { Picture } from "../blocks/sections.ts";
import type { Article, ImageBlock, Provider, VariantSettings, VideoBlock } from "../job/types.ts";
import type { PublishedFile } from "./published-file.ts";
import { originalNumber } from "../answers/originals.ts";
import { toSheet } from "./contact-sheet.ts";
import { illustrate, type Original } from "./illustrate.ts";
import { cacheInspections } from "./cached-inspection.ts";
import { findPoster, type Poster } from "./poster.ts";
import type { PictureRun } from "./context.ts";
import { passOver } from "./on-error.ts";
import { readOriginal } from "./read-original.ts";
import { drawPicturePlaceholder, drawPosterPlaceholder, type Source } from "./placeholder.ts";

/** Gathers an article's pictures, as its answers arrive. */
export interface PictureRenderer {
  /** Makes the variants of a block's pictures. @throws PreloError by the block's `on_error` */
  illustrateBlock(block: ImageBlock, answer: ImageAnswer, describe?: Describe): Promise<void>;
  /**
   * Shows of a block's pictures those that are there; the others as its `on_error` says, by
   * placeholders or not at all.
   * @param answer what is recorded of them, if anything
   */
  illustrateWhatIsThere(
    block: ImageBlock,
    answer: Answer | undefined,
    describe: Describe,
  ): Promise<void>;
  /** Finds and makes the poster of a video that has one of its own. */
  illustrateVideo(block: VideoBlock): Promise<void>;
  /**
   * Makes the poster of a video that shows one of the article's pictures.
   * @param answer of the block that the picture belongs to; a drawn poster, marked as a
   *   placeholder, stands in where it could not be had
   */
  showAsPoster(block: VideoBlock, answer: Answer | undefined): Promise<void>;
  readonly pictures: ReadonlyMap<string, readonly Picture[]>;
  /** The contact sheets of the blocks that want one. */
  readonly sheets: ReadonlyMap<string, Picture>;
  readonly files: readonly PublishedFile[];
  /** The variants that were made now, and are to be written when the article is published. */
  readonly made: readonly MadeVariant[];
  /** Of the videos that have one of their own, in the article's order. */
  readonly posters: readonly Poster[];
}

/** What a model said of one of a block's pictures; undefined when it said nothing yet. */
export type Describe = (block: ImageBlock, number: number) => string | undefined;

/** The alternative texts of an article's pictures, rendered. @throws TemplateError */
export interface PictureTexts {
  /** @param described what a model said of it */
  altOf(block: ImageBlock, number: number, described?: string): string;
  altOfSheet(block: ImageBlock, count: number): string;
  altOfVideo(block: VideoBlock): string;
}

/** A variant that stands nowhere yet. */
export interface MadeVariant {
  /** Relative to the article's folder. */
  readonly file: string;
  readonly block: string;
  readonly bytes: Buffer;
}

export interface RendererOptions {
  readonly article: Article;
  /** The article's output folder. */
  readonly folder: string;
  /** What an earlier build published there. */
  readonly published: readonly PublishedFile[];
  readonly texts: PictureTexts;
  /** The sandbox's provider when it answers for this article. */
  readonly sandbox: Provider | undefined;
  readonly frozen: boolean;
}

/** Opens the renderer; variants that the manifest vouches for, and that are there, are not made again. */
export async function openPictureRenderer(
  options: RendererOptions,
  run: PictureRun,
): Promise<PictureRenderer> {
  const { article, folder, published, texts, sandbox, frozen } = options;
  const known = await findStanding(folder, published);
  const pictures = new Map<string, readonly Picture[]>();
  const inspectLocal = cacheInspections(published, run.inspectPicture);
  const sheets = new Map<string, Picture>();
  const files = new Map<string, PublishedFile>();
  const madeNow = new Map<string, MadeVariant>();
  const posters = new Map<string, Poster>();

  const show = async (original: Original, of: number): Promise<Picture> => {
    const made = await run.pictures(() => illustrate(original, known));
    for (const entry of made.files) {
      files.set(entry.file, entry);
    }
    for (const [file, bytes] of made.made) {
      madeNow.set(file, { file, block: original.block, bytes });
    }
    if (made.made.size > 0) {
      run.emit({
        type: "resized",
        article: article.slug,
        block: original.block,
        number: original.number,
        of,
        variants: made.made.size,
      });
    }
    return made.picture;
  };

  const recorded = (image: RecordedImage, limits: VariantSettings): Source => ({
    image,
    read: () => readOriginal(run.store.pathOf(article.slug, image.file), image, limits),
    from: [`answers/${article.slug}/${image.file}`],
  });

  const toOriginal = (
    block: ImageBlock,
    answer: ImageAnswer,
    image: RecordedImage,
    describe?: Describe,
  ): Original => {
    const number = originalNumber(image.file);
    const alt = texts.altOf(block, number, describe?.(block, number));
    const mark = { alt, ...sayMaker(answer, block) };
    const { sha256, format, width, height, alpha, replaced } = image;
    const facts = { sha256, format, width, height, ...(alpha === true && { alpha }) };
    return {
      ...recorded(image, block.variants),
      block: block.id,
      number,
      mark,
      settings: block.variants,
      // No record tells what a person put there.
      ...(replaced !== undefined && { facts }),
    };
  };

  const showSheet = async (block: ImageBlock, originals: readonly Original[]): Promise<void> => {
    const [first, second, ...others] = originals;
    if (!block.contactSheet || first === undefined || second === undefined) {
      return;
    }
    const alt = texts.altOfSheet(block, originals.length);
    const sheet = toSheet([first, second, ...others], alt);
    sheets.set(block.id, await show(sheet, originals.length));
  };

  const drawPlaceholderPicture = async (block: ImageBlock, number: number): Promise<Picture> => {
    const mark = { alt: texts.altOf(block, number) };
    const source = await drawPicturePlaceholder(`${article.slug}/${block.id}`, article.file);
    const original = { ...source, block: block.id, number, mark, settings: block.variants };
    return { ...(await show(original, block.n)), placeholder: true };
  };

  return {
    pictures,
    sheets,
    get posters() {
      // They are found in any order, but the hash of the inputs knows one only.
      return article.blocks.flatMap(({ id }) => posters.get(id) ?? []);
    },
    get files() {
      return [...files.values()];
    },
    get made() {
      return [...madeNow.values()];
    },
    illustrateBlock: async (block, answer, describe) => {
      const originals = answer.images.map((image) => toOriginal(block, answer, image, describe));
      const shown = await settle(originals.map((original) => show(original, originals.length)));
      await showSheet(block, originals);
      pictures.set(block.id, shown);
    },
    illustrateWhatIsThere: async (block, answer, describe) => {
      const images = answer?.kind === "image" ? answer.images : [];
      const good: Original[] = [];
      const shown = await settle(
        Array.from({ length: block.n }, async (_, index): Promise<readonly Picture[]> => {
          const number = index + 1;
          const image = images.find(({ file }) => originalNumber(file) === number);
          if (answer?.kind === "image" && image !== undefined) {
            const original = toOriginal(block, answer, image, describe);
            const picture = await passOver(() => show(original, block.n));
            if (picture !== undefined) {
              good.push(original);
              return [picture];
            }
          }
          return block.variants.onError === "placeholder"
            ? [await drawPlaceholderPicture(block, number)]
            : [];
        }),
      );
      await showSheet(
        block,
        good.toSorted((a, b) => Number(a.number) - Number(b.number)),
      );
      pictures.set(block.id, shown.flat());
    },
    illustrateVideo: async (block) => {
      const wanted = { slug: article.slug, block, sandbox, frozen, inspectLocal };
      const poster = await findPoster(wanted, run);
      posters.set(block.id, poster);
      const { sha256, format, width, height, alpha } = poster.image;
      const facts = { sha256, format, width, height, ...(alpha === true && { alpha }) };
      const picture = await show(
        {
          block: block.id,
          number: 1,
          image: poster.image,
          ...(poster.isLocal && { facts }),
          read: () => readOriginal(poster.path, poster.image, block.variants),
          from: [poster.from],
          mark: { alt: texts.altOfVideo(block) },
          settings: block.variants,
        },
        1,
      );
      pictures.set(block.id, [picture]);
    },
    showAsPoster: async (block, answer) => {
      const alt = texts.altOfVideo(block);
      const images = answer?.kind === "image" ? answer.images : [];
      const image = images.find(({ file }) => originalNumber(file) === block.posterPicture?.number);
      const isThere = answer?.kind === "image" && image !== undefined;
      const picture = await show(
        {
          ...(isThere
            ? recorded(image, block.variants)
            : await drawPosterPlaceholder(block.url, article.file)),
          block: block.id,
          number: 1,
          mark: { alt, ...(isThere && sayMaker(answer, block)) },
          settings: block.variants,
        },
        1,
      );
      pictures.set(block.id, [{ ...picture, placeholder: !isThere }]);
    },
  };
}

/** Which model made a picture, and what it was asked where the author wants that published. */
function sayMaker(answer: ImageAnswer, { variants }: ImageBlock | VideoBlock): Omit<Mark, "alt"> {
  const { prompt } = answer.request;
  return {
    system: answer.served_by ?? answer.model,
    ...(variants.embedPrompt && typeof prompt === "string" && { prompt }),
  };
}

/** The files of the manifest that really stand in the folder, by name. */
async function findStanding(
  folder: string,
  published: readonly PublishedFile[],
): Promise<ReadonlyMap<string, PublishedFile>> {
  const checked = await Promise.all(
    published.map(async (entry) => {
      const size = await stat(join(folder, entry.file)).then(
        (found) => found.size,
        () => undefined,
      );
      return size === entry.bytes ? [entry] : [];
    }),
  );
  return new Map(checked.flat().map((entry) => [entry.file, entry]));
}
