import { hashBytes } from "../files/hash.ts";
import type { RecordedImage } from "../answers/types.ts";
import type { MakeVariants } from "./variants/make-variants.ts";
import type { Mark } from "./variants/mark.ts";
import { planVariants } from "./variants/recipe.ts";
import type { Picture, Variant } from "../blocks/sections.ts";
import type { VariantSettings } from "../job/types.ts";
import type { PublishedFile } from "./published-file.ts";

/** One original that is to be shown. */
export interface Original {
  readonly block: string;
  readonly number: number | "sheet";
  readonly image: Pick<RecordedImage, "sha256" | "width" | "height" | "alpha" | "frames" | "lost">;
  readonly read: () => Promise<Buffer>;
  /** How the manifest calls it. */
  readonly from: readonly string[];
  /** Goes into the manifest, since no record holds it. */
  readonly facts?: PublishedFile["original"];
  /** True for what a person put in the place of a model's picture. */
  readonly isEdited?: true;
  readonly mark: Mark;
  readonly source?: Picture["source"];
  readonly settings: VariantSettings;
}

export interface Illustration {
  readonly picture: Picture;
  readonly files: readonly PublishedFile[];
  /** The variants that had to be made, by file; none is on disk yet. */
  readonly made: ReadonlyMap<string, Buffer>;
  /** What making them took, in milliseconds. */
  readonly tookMs: number;
}

/**
 * Makes those variants of one original that the manifest does not list yet; if it lists them all,
 * the original is not even read. Nothing is written before the leak gate has seen the article.
 * @param known what the output folder's manifest lists and what is there, by file
 * @throws PreloError IMAGE_…, READ_FAILED
 */
export async function illustrate(
  original: Original,
  known: ReadonlyMap<string, PublishedFile>,
  makeVariants: MakeVariants,
): Promise<Illustration> {
  const { image, mark, settings, facts } = original;
  const planned = planVariants(
    {
      sha256: image.sha256,
      widthPx: image.width,
      heightPx: image.height,
      hasAlpha: image.alpha ?? false,
      frames: image.frames ?? 1,
    },
    { id: original.block, n: original.number },
    settings,
    mark,
  );
  const entries = new Map<string, PublishedFile>();
  const made = new Map<string, Buffer>();
  for (const { file } of planned) {
    const entry = known.get(file);
    if (entry !== undefined) {
      entries.set(file, entry);
    }
  }
  const missing = planned.filter(({ file }) => !entries.has(file));
  const narrowest = planned[0]?.file;
  let took = 0;
  if (missing.length > 0) {
    const wantsPreview = missing.some(({ file }) => file === narrowest);
    const task = { planned: missing, mark, limits: settings, wantsPreview };
    const { files, preview, tookMs } = await makeVariants(original.read, task);
    took = tookMs;
    for (const [file, encoded] of files) {
      made.set(file, encoded);
      entries.set(file, {
        file,
        sha256: hashBytes(encoded),
        bytes: encoded.byteLength,
        from: [...original.from],
        ...(file === narrowest && {
          ...(preview !== undefined && { preview }),
          ...(facts !== undefined && { original: facts }),
        }),
      });
    }
  }
  const variants = planned.flatMap(({ file, format, widthPx, heightPx }): Variant[] => {
    const entry = entries.get(file);
    if (entry === undefined) {
      return [];
    }
    return [{ file, format, widthPx, heightPx, bytes: entry.bytes, sha256: entry.sha256 }];
  });
  const preview = entries.get(narrowest ?? "")?.preview;
  const source = original.source ?? mark.source;
  const edited = original.isEdited === true ? { edited: true } : {};
  return {
    picture: {
      alt: mark.alt,
      ...(original.number !== "sheet" && { number: original.number }),
      ...(source !== undefined && { source }),
      variants,
      placeholder: false,
      ...(mark.system !== undefined && { model: mark.system }),
      ...(image.alpha === true && { transparent: true }),
      ...(preview !== undefined && { preview }),
    },
    files: Array.from(entries.values(), (entry) => Object.assign({}, entry, edited)),
    made,
    tookMs: took,
  };
}
