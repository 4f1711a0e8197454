import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const manifest = z.object({
  version: z.literal(1),
  article: z.string(),
  inputs: z.string(),
  files: z.array(
    z.object({
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
    }),
  ),
});

/** What stands in an article's output folder, and what each file came from. */
export type Manifest = z.infer<typeof manifest>;
export type ManifestEntry = Manifest["files"][number];

export const manifestFile = "manifest.json";

/** The folder's manifest; undefined when there is none that can be trusted. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    return manifest.parse(JSON.parse(readFileSync(join(folder, manifestFile), "utf8")));
  } catch {
    return undefined; // output/ is disposable: what cannot be read is made again.
  }
}

/** The manifest's text: entries sorted by name, so that the same files give the same bytes. */
export function formatManifest(content: Omit<Manifest, "version">): string {
  const files = content.files.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  return `${JSON.stringify({ version: 1, article: content.article, inputs: content.inputs, files }, null, 2)}\n`;
}
