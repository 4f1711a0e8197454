import { type Manifest, readManifest } from "../manifest.ts";

/** Stands in the manifest of the pages around the articles, where others name theirs. */
export const siteName = ".";

/** The manifest of those pages; undefined when there are none. */
export function readSiteManifest(outputDir: string): Manifest | undefined {
  const manifest = readManifest(outputDir);
  return manifest?.article === siteName ? manifest : undefined;
}
