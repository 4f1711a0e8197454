import { readFile, realpath, stat } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { ownPageFiles, pageFormats } from "../../article/formats/page-formats.ts";
import { articlePolicy, foreignPolicy } from "./shell.ts";
import type { Reply } from "./replies.ts";

/** How pages are announced; those of Prelo's own formats run nothing. */
const pageTypes: Readonly<Record<string, string>> = {
  ".txt": "text/plain; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".svg": "image/svg+xml",
  ...Object.fromEntries(
    Object.values(pageFormats).map(({ extension, mediaType }) => [`.${extension}`, mediaType]),
  ),
  ".json": "application/json; charset=utf-8",
};

const pictureTypes: Readonly<Record<string, string>> = {
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".gif": "image/gif",
};

/** `casa-1-480w.1a2b3c4d.webp` is named by its content. */
const variantName = /-\d+w\.[0-9a-f]{8,}\.[a-z]+$/;

/** A picture, by the name of its file; undefined for what is none. */
export function toPicture(file: string, body: Uint8Array): Reply | undefined {
  const type = pictureTypes[extname(file)];
  return type === undefined ? undefined : { type, body, isImmutable: variantName.test(file) };
}

/**
 * A page of an article. Prelo's own is shown as such, and one of another format as what it is.
 * @param file its name
 */
export function toPage(file: string, type: string, body: string | Uint8Array): Reply {
  return { type, body, policy: ownPageFiles.has(file) ? articlePolicy : foreignPolicy };
}

/** A file of the output folder; undefined for what is not there, or lies elsewhere, or is no page. */
export async function readPublished(
  folder: string,
  slug: string,
  file: string,
): Promise<Reply | undefined> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, slug, file));
    const type = pageTypes[extname(path)];
    if (!path.startsWith(root + sep) || !(await stat(path)).isFile()) {
      return undefined;
    }
    const body = await readFile(path);
    const page = type === undefined ? undefined : toPage(file, type, body);
    return toPicture(path, body) ?? page;
  } catch {
    return undefined;
  }
}
