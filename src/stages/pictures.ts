import { join } from "node:path";
import { readFile, stat } from "node:fs/promises";
import { hashBytes } from "../answers/hash.ts";
import { toReadError } from "../answers/files.ts";
import type { ImageAnswer } from "../answers/types.ts";
import type { PreloError } from "../errors.ts";
import type { Picture } from "../images/types.ts";
import type { Article, ImageBlock, Provider, VideoBlock } from "../job/types.ts";
import type { Manifest, ManifestEntry } from "../publish/manifest.ts";
import { originalNumber } from "../answers/store.ts";
import { illustrate, type Original } from "./illustrate.ts";
import { findPoster, type Poster } from "./poster.ts";
import type { Run } from "./run.ts";
import { altOf, renderText, toScope } from "./scope.ts";

const placeholderPx = { widthPx: 1024, heightPx: 1024 };

/** Gathers an article's pictures, as its answers arrive. */
export interface PictureDesk {
  /** Makes the variants of a block's pictures. @throws PreloError by the block's `on_error` */
  illustrateBlock(block: ImageBlock, answer: ImageAnswer): Promise<void>;
  /** Puts placeholders where a block's pictures could not be had. */
  standIn(block: ImageBlock): Promise<void>;
  /** Finds and makes the poster of a video. */
  illustrateVideo(block: VideoBlock): Promise<void>;
  readonly pictures: ReadonlyMap<string, readonly Picture[]>;
  readonly files: readonly ManifestEntry[];
  readonly posters: readonly Poster[];
}

export interface DeskOptions {
  readonly article: Article;
  /** The article's output folder. */
  readonly folder: string;
  readonly previous: Manifest | undefined;
  /** The sandbox's provider when it answers for this article. */
  readonly sandbox: Provider | undefined;
  readonly frozen: boolean;
}

/** Opens the desk; variants that the manifest vouches for, and that are there, are not made again. */
export async function openPictureDesk(options: DeskOptions, run: Run): Promise<PictureDesk> {
  const { article, folder, previous, sandbox, frozen } = options;
  const known = await findStanding(folder, previous);
  const pictures = new Map<string, readonly Picture[]>();
  const files = new Map<string, ManifestEntry>();
  // Alt texts use variables only: a picture never waits for a text.
  const scope = toScope(article, new Map());
  const posters: Poster[] = [];

  const show = async (original: Original, of: number): Promise<Picture> => {
    const made = await run.pictures(() => illustrate(original, folder, known));
    for (const entry of made.files) files.set(entry.file, entry);
    if (made.made > 0) {
      run.emit({
        type: "resized",
        article: article.slug,
        block: original.block,
        number: original.number,
        of,
        variants: made.made,
      });
    }
    return made.picture;
  };

  const toOriginal = (
    block: ImageBlock,
    answer: ImageAnswer,
    image: ImageAnswer["images"][number],
  ): Original => {
    const number = originalNumber(image.file);
    const path = run.store.pathOf(article.slug, image.file);
    return {
      block: block.id,
      number,
      image,
      read: () => readOriginal(path),
      from: `answers/${article.slug}/${image.file}`,
      mark: {
        alt: altOf(block, number, article, scope),
        system: answer.served_by ?? answer.model,
      },
      settings: block.variants,
    };
  };

  return {
    pictures,
    posters,
    get files() {
      return [...files.values()];
    },
    illustrateBlock: async (block, answer) => {
      const shown = await Promise.all(
        answer.images.map((image) => show(toOriginal(block, answer, image), answer.images.length)),
      );
      pictures.set(block.id, shown);
    },
    standIn: async (block) => {
      const seed = `${article.slug}/${block.id}`;
      const bytes = await drawPlaceholder(seed);
      const shown = await Promise.all(
        Array.from({ length: block.n }, async (_, index): Promise<Picture> => {
          const picture = await show(
            {
              block: block.id,
              number: index + 1,
              image: { sha256: hashBytes(bytes), ...toSize(placeholderPx) },
              read: () => Promise.resolve(bytes),
              from: article.file,
              mark: { alt: altOf(block, index + 1, article, scope) },
              settings: block.variants,
            },
            block.n,
          );
          return { ...picture, placeholder: true };
        }),
      );
      pictures.set(block.id, shown);
    },
    illustrateVideo: async (block) => {
      const poster = await findPoster({ slug: article.slug, block, sandbox, frozen }, run);
      posters.push(poster);
      const alt = renderText(block.alt, scope);
      const picture = await show(
        {
          block: block.id,
          number: 1,
          image: poster.image,
          read: () => readOriginal(poster.path),
          from: poster.from,
          mark: { alt },
          settings: block.variants,
        },
        1,
      );
      pictures.set(block.id, [picture]);
    },
  };
}

/** The files of the manifest that really stand in the folder, by name. */
async function findStanding(
  folder: string,
  previous: Manifest | undefined,
): Promise<ReadonlyMap<string, ManifestEntry>> {
  const checked = await Promise.all(
    (previous?.files ?? []).map(async (entry) => {
      const size = await stat(join(folder, entry.file)).then(
        (found) => found.size,
        () => undefined,
      );
      return size === entry.bytes ? [entry] : [];
    }),
  );
  return new Map(checked.flat().map((entry) => [entry.file, entry]));
}

async function readOriginal(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw toReadError(error, path);
  }
}

async function drawPlaceholder(seed: string): Promise<Buffer> {
  const draw = await import("../images/draw.ts");
  return draw.drawPlaceholder({ ...placeholderPx, seed });
}

function toSize({ widthPx, heightPx }: typeof placeholderPx): { width: number; height: number } {
  return { width: widthPx, height: heightPx };
}

/** Whether a block's failure may be passed over, as its `on_error` says; a stop never is. */
export function mayPassOver(block: ImageBlock, error: PreloError): boolean {
  const stops = ["INTERRUPTED", "BUDGET_EXCEEDED", "WRITE_FAILED", "KEY_MISSING"];
  return block.variants.onError !== "fail" && !stops.includes(error.code);
}
