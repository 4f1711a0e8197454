import type { Answer, ImageAnswer } from "../answers/types.ts";
import type { OwnPictures } from "../blocks/own-pictures.ts";
import type { Picture } from "../blocks/sections.ts";
import type { PictureFile } from "../files/picture-file.ts";
import type {
  Article,
  ImageBlock,
  PictureBlock,
  Provider,
  VariantSettings,
  VideoBlock,
} from "../job/types.ts";
import { cacheInspections } from "./inspection/cached-inspection.ts";
import { toSheet } from "./sheets/contact-sheet.ts";
import type { PictureRun } from "./context.ts";
import { illustrate, type Original } from "./illustrate.ts";
import type { Mark } from "./variants/mark.ts";
import { describeLosses } from "./describe-losses.ts";
import { passOver } from "./on-error.ts";
import { openOwnPicture } from "./own-picture.ts";
import {
  type AnswersPlace,
  type Describe,
  factsOf,
  findImage,
  fromRecord,
  type PictureTexts,
  sayMaker,
  toOriginal,
} from "./original.ts";
import {
  drawPicturePlaceholder,
  drawPosterPlaceholder,
  sizeForPlaceholder,
  type Source,
} from "./placeholder.ts";
import { findPoster, type Poster } from "./poster.ts";
import { findStanding, type PublishedFile } from "./published-file.ts";
import { readOriginal } from "./read-original.ts";
import { settle } from "./variants/settle.ts";

/** A variant that is not on the disk yet. */
export interface MadeVariant {
  /** Relative to the article's folder. */
  readonly file: string;
  readonly block: string;
  readonly bytes: Buffer;
}

export interface RendererOptions {
  readonly article: Article;
  /** The job's folder, absolute. */
  readonly dir: string;
  /** The article's output folder. */
  readonly folder: string;
  /** What an earlier build published there. */
  readonly published: readonly PublishedFile[];
  readonly texts: PictureTexts;
  /** The sandbox's provider when it answers for this article. */
  readonly sandbox: Provider | undefined;
  readonly frozen: boolean;
}

/** Opens the renderer; variants that the manifest lists, and that are there, are not made again. */
export async function openPictureRenderer(
  options: RendererOptions,
  run: PictureRun,
): Promise<PictureRenderer> {
  const standing = await findStanding(options.folder, options.published);
  return new PictureRenderer(options, run, standing);
}

/** Gathers an article's pictures, as its answers arrive. */
export class PictureRenderer {
  /** By block. */
  readonly pictures = new Map<string, readonly Picture[]>();
  /** The contact sheets of the blocks that want one. */
  readonly sheets = new Map<string, Picture>();
  readonly #files = new Map<string, PublishedFile>();
  readonly #made = new Map<string, MadeVariant>();
  readonly #posters = new Map<string, Poster>();
  readonly #options: RendererOptions;
  readonly #run: PictureRun;
  readonly #standing: ReadonlyMap<string, PublishedFile>;

  /** @param standing the files of an earlier build that are still there, by name */
  constructor(
    options: RendererOptions,
    run: PictureRun,
    standing: ReadonlyMap<string, PublishedFile>,
  ) {
    this.#options = options;
    this.#run = run;
    this.#standing = standing;
  }

  get #place(): AnswersPlace {
    return { slug: this.#options.article.slug, store: this.#run.store };
  }

  get files(): readonly PublishedFile[] {
    return [...this.#files.values()];
  }

  /** The variants that were made now, to be written when the article is published. */
  get made(): readonly MadeVariant[] {
    return [...this.#made.values()];
  }

  /** Of the videos that have one of their own, in the article's order, which is the manifest's. */
  get posters(): readonly Poster[] {
    return this.#options.article.blocks.flatMap(({ id }) => this.#posters.get(id) ?? []);
  }

  /** Makes the variants of a block's pictures. @throws PreloError by the block's `on_error` */
  async illustrateBlock(
    block: ImageBlock,
    answer: ImageAnswer,
    describe?: Describe,
  ): Promise<void> {
    const originals = block.show
      .flatMap((number) => findImage(answer, number) ?? [])
      .map((found) => toOriginal(block, found, this.#options.texts, this.#place, describe));
    const shown = await settle(originals.map((original) => this.#show(original, originals.length)));
    await this.#showSheet(block, originals);
    this.pictures.set(block.id, shown);
  }

  /**
   * Shows those of a block's pictures that are there; the others as its `on_error` says, by
   * placeholders or not at all.
   * @param answer what is recorded of them, if anything
   */
  async illustrateWhatIsThere(
    block: ImageBlock,
    answer: Answer | undefined,
    describe: Describe,
  ): Promise<void> {
    const good: Original[] = [];
    const showOne = async (number: number): Promise<readonly Picture[]> => {
      const found = findImage(answer, number);
      if (found !== undefined) {
        const { texts } = this.#options;
        const original = toOriginal(block, found, texts, this.#place, describe);
        const picture = await passOver(() => this.#show(original, block.show.length));
        if (picture !== undefined) {
          good.push(original);
          return [picture];
        }
      }
      return block.variants.onError === "placeholder"
        ? [await this.#drawPlaceholder(block, number, answer)]
        : [];
    };
    const shown = await settle(block.show.map(showOne));
    const inOrder = block.show.flatMap(
      (number) => good.find((each) => each.number === number) ?? [],
    );
    await this.#showSheet(block, inOrder);
    this.pictures.set(block.id, shown.flat());
  }

  /** Makes the variants of the author's own pictures. @throws PreloError IMAGE_…, READ_FAILED */
  async illustrateOwn(block: PictureBlock): Promise<void> {
    const { files, variants: settings } = block;
    const shown = files.map(async (file, index) => {
      const number = index + 1;
      const mark = { alt: this.#options.texts.altOfOwn(block, number) };
      const own = await this.#openOwn(file, settings);
      return this.#show({ ...own, block: block.id, number, mark, settings }, files.length);
    });
    this.pictures.set(block.id, await settle(shown));
  }

  /** The same of those that stand in a Markdown text; those that were shown already are left as they are. */
  async illustrateText(id: string, { pictures, variants: settings }: OwnPictures): Promise<void> {
    const done = this.pictures.get(id) ?? [];
    const shown = pictures.slice(done.length).map(async ({ alt, file }, index) => {
      const number = done.length + index + 1;
      const own = await this.#openOwn(file, settings);
      const original = { ...own, block: id, number, mark: { alt }, settings };
      return this.#show(original, pictures.length);
    });
    this.pictures.set(id, [...done, ...(await settle(shown))]);
  }

  #openOwn(file: PictureFile, limits: VariantSettings): ReturnType<typeof openOwnPicture> {
    const { dir, published } = this.#options;
    const { inspectPicture } = this.#run;
    return openOwnPicture(file, { dir, published, inspectPicture, limits });
  }

  /** Finds and makes the poster of a video that has one of its own. */
  async illustrateVideo(block: VideoBlock): Promise<void> {
    const { article, sandbox, frozen, published } = this.#options;
    const inspectLocal = cacheInspections(published, this.#run.inspectPicture);
    const wanted = { slug: article.slug, block, sandbox, frozen, inspectLocal };
    const poster = await findPoster(wanted, this.#run);
    this.#posters.set(block.id, poster);
    await this.#showPoster(block, {
      image: poster.image,
      ...(poster.isLocal && { facts: factsOf(poster.image) }),
      ...(poster.image.replaced !== undefined && { isEdited: true }),
      read: () => readOriginal(poster.path, poster.image, block.variants),
      from: [poster.from],
    });
  }

  /**
   * Makes the poster of a video that shows one of the article's pictures.
   * @param answer of the block that the picture belongs to; a drawn poster, marked as a
   *   placeholder, stands in where it could not be had
   */
  async showAsPoster(block: VideoBlock, answer: Answer | undefined): Promise<void> {
    const found = findImage(answer, block.posterPicture?.number);
    if (found === undefined) {
      const source = await drawPosterPlaceholder(block.url, this.#options.article.file);
      await this.#showPoster(block, source, {}, true);
    } else {
      const source = {
        ...fromRecord(found.image, block.variants, this.#place),
        ...(found.image.replaced !== undefined && { isEdited: true as const }),
      };
      await this.#showPoster(block, source, sayMaker(found, block));
    }
  }

  async #showPoster(
    block: VideoBlock,
    source: Source & Pick<Original, "facts" | "isEdited">,
    maker: Omit<Mark, "alt"> = {},
    placeholder = false,
  ): Promise<void> {
    const mark = { alt: this.#options.texts.altOfVideo(block), ...maker };
    const original = { ...source, block: block.id, number: 1, mark, settings: block.variants };
    this.pictures.set(block.id, [{ ...(await this.#show(original, 1)), placeholder }]);
  }

  async #show(original: Original, of: number): Promise<Picture> {
    const { block, number } = original;
    const { emit, makeVariants } = this.#run;
    const article = this.#options.article.slug;
    for (const what of describeLosses(original.image, original.settings)) {
      const message = `${original.from.join(", ")}: ${what}`;
      emit({ type: "warning", article, block, message });
    }
    const { picture, files, made, tookMs } = await illustrate(
      original,
      this.#standing,
      makeVariants,
    );
    for (const entry of files) {
      this.#files.set(entry.file, entry);
    }
    for (const [file, bytes] of made) {
      this.#made.set(file, { file, block, bytes });
    }
    if (made.size > 0) {
      emit({ type: "resized", article, block, number, of, variants: made.size, tookMs });
    }
    return picture;
  }

  async #showSheet(block: ImageBlock, originals: readonly Original[]): Promise<void> {
    const [first, second, ...others] = originals;
    if (!block.contactSheet || first === undefined || second === undefined) {
      return;
    }
    const alt = this.#options.texts.altOfSheet(block, originals.length);
    const sheet = toSheet([first, second, ...others], alt);
    this.sheets.set(block.id, await this.#show(sheet, originals.length));
  }

  async #drawPlaceholder(
    block: ImageBlock,
    number: number,
    answer: Answer | undefined,
  ): Promise<Picture> {
    const { article, texts } = this.#options;
    const mark = { alt: texts.altOfPlaceholder(block, number) };
    const size = sizeForPlaceholder(block, answer?.kind === "image" ? answer : undefined);
    const source = await drawPicturePlaceholder(`${article.slug}/${block.id}`, size, article.file);
    const original = { ...source, block: block.id, number, mark, settings: block.variants };
    return { ...(await this.#show(original, block.show.length)), placeholder: true };
  }
}
