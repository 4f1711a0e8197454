import { stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** A published file as the manifest lists it: what it is, and what it came from. */
export const publishedFile = z.object({
  file: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  from: z.array(z.string()),
  /** True when a person put the picture that it shows in the place of the one that came. */
  edited: z.boolean().exactOptional(),
  /** Of the narrowest variant: the inline picture shown while it loads. */
  preview: z.string().exactOptional(),
  /** Of the narrowest variant of a picture that stands in no record: what that picture is. */
  original: z
    .object({
      sha256: z.string(),
      format: z.string(),
      width: z.number(),
      height: z.number(),
      alpha: z.boolean().exactOptional(),
      frames: z.number().exactOptional(),
      lost: z.array(z.string()).exactOptional(),
    })
    .exactOptional(),
});
export type PublishedFile = z.output<typeof publishedFile>;

/** The files of the manifest that are in the folder, by name. */
export async function findStanding(
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
