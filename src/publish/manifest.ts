import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { kinds } from "../blocks/kinds.ts";
import { publishedFile } from "../pictures/published-file.ts";

const part = z.object({
  /** The block's id: that of the section in article.html. */
  block: z.string(),
  /** What the part shows: a text, pictures, what a model said about one of them, a request as code. */
  kind: z.enum([...Object.values(kinds).map(({ kind }) => kind), "alt"]),
  /** The record that the part shows: below `answers/`, whatever the job calls that folder. */
  answer: z.string(),
  fingerprint: z.string(),
  provider: z.string(),
  /** The model asked for, and what the response says it was. */
  model: z.string(),
  served_by: z.string().exactOptional(),
  /** True when a person changed the text, or put another picture in its place, since it arrived. */
  edited: z.boolean().exactOptional(),
  /** Who answers for the text, and since when: `NAME, DATE`. */
  reviewed: z.string().exactOptional(),
  /** True when it answers an older request, and was used all the same (`--stale keep`). */
  stale: z.boolean().exactOptional(),
});

const page = z.object({
  title: z.string(),
  language: z.string(),
  description: z.string().exactOptional(),
  author: z.string().exactOptional(),
  date: z.string().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  cover: z
    .object({ file: z.string(), width: z.number(), height: z.number(), alt: z.string() })
    .exactOptional(),
  draft: z.literal(true).exactOptional(),
  sandbox: z.literal(true).exactOptional(),
});
/** What the site around an article shows of it. */
export type PublishedPage = z.infer<typeof page>;

const manifest = z.object({
  version: z.literal(1),
  article: z.string(),
  inputs: z.string(),
  /** Absent in what earlier versions wrote. */
  parts: z.array(part).exactOptional(),
  /** Absent where there is no article, and in what earlier versions wrote. */
  page: page.exactOptional(),
  files: z.array(publishedFile),
});

/** What stands in an article's output folder, and what each file came from. */
export type Manifest = z.infer<typeof manifest>;
/** Ties a part of the pages to the answer that it shows; in the order of the pages. */
export type ManifestPart = z.infer<typeof part>;

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
  const { article, inputs, page: shown, parts } = content;
  const files = content.files.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  return `${JSON.stringify({ version: 1, article, inputs, page: shown, parts, files }, null, 2)}\n`;
}
