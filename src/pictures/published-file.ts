import * as z from "zod";

/** A published file as the manifest lists it: what it is, and what it came from. */
export const publishedFile = z.object({
  file: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  from: z.array(z.string()),
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
    })
    .exactOptional(),
});
export type PublishedFile = z.output<typeof publishedFile>;
