import { join } from "node:path";
import { noteOddities } from "../answers/originals.ts";
import { PreloError } from "../errors.ts";
import { readBytes } from "../files/files.ts";
import { hashBytes } from "../files/hash.ts";
import type { PictureFile } from "../files/picture-file.ts";
import type { RunContext } from "../requests/context.ts";
import type { VariantSettings } from "../job/types.ts";
import type { Original } from "./illustrate.ts";
import type { PublishedFile } from "./published-file.ts";

interface OwnContext {
  /** The job's folder, absolute. */
  readonly dir: string;
  /** What an earlier build published: a picture that it describes is not decoded again. */
  readonly published: readonly PublishedFile[];
  readonly inspectPicture: RunContext["inspectPicture"];
  readonly limits: VariantSettings;
}

/**
 * A picture of the author's own, as an original to make variants from.
 * @throws PreloError IMAGE_…, READ_FAILED, LEAK_FOUND
 */
export async function openOwnPicture(
  file: PictureFile,
  context: OwnContext,
): Promise<Pick<Original, "image" | "read" | "from" | "facts" | "source">> {
  const { dir, limits, published } = context;
  const read = (): Promise<Buffer> => readOwnPicture(file, dir, limits);
  const known = published.find(({ original }) => original?.sha256 === file.sha256)?.original;
  const image =
    known !== undefined && known.width * known.height <= limits.maxPixels
      ? known
      : await describe(file, await read(), context);
  return { image, facts: image, read, from: [file.name], source: "own" };
}

/**
 * Reads a picture of the author's own for the decoders.
 * @param dir the job's folder, absolute
 * @throws PreloError READ_FAILED, also for a file that has changed since the job was read
 */
export async function readOwnPicture(
  { name, sha256 }: PictureFile,
  dir: string,
  limits: Pick<VariantSettings, "maxPixels" | "maxBytes">,
): Promise<Buffer> {
  const bytes = await readBytes(join(dir, name));
  if (hashBytes(bytes) !== sha256) {
    throw new PreloError("READ_FAILED", `${name} changed while it was being used`, {
      hint: "Run the same command again.",
    });
  }
  const { drawIfSvg } = await import("./inspection/svg.ts");
  return drawIfSvg(bytes, limits);
}

async function describe(
  { name, sha256, format }: PictureFile,
  bytes: Buffer,
  { inspectPicture, limits }: OwnContext,
): Promise<NonNullable<PublishedFile["original"]>> {
  try {
    const facts = await inspectPicture(bytes, limits);
    const { alpha, frames, lost } = noteOddities(facts);
    return {
      sha256,
      format,
      width: facts.widthPx,
      height: facts.heightPx,
      ...(alpha !== undefined && { alpha }),
      ...(frames !== undefined && { frames }),
      ...(lost !== undefined && { lost: [...lost] }),
    };
  } catch (error) {
    if (!(error instanceof PreloError)) {
      throw error;
    }
    throw new PreloError(error.code, `${name}: ${error.message}`, {
      hint: error.hint,
      cause: error,
    });
  }
}
