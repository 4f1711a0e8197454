import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Leak, lineOf } from "./leaks.ts";
import { placeOfRecord } from "./record-place.ts";
import type { Edition } from "./edition.ts";

/** Where a leak came from. */
export interface Trace {
  /** The id of the first block that it stands in; undefined when it is in the head, or cut up. */
  readonly block: string | undefined;
  readonly blocks: readonly string[];
  /** The files to mend, each with its line: the article's own, and answers. */
  readonly origins: readonly string[];
}

/**
 * Finds the blocks and the files that a leak came from, by looking for the same again in what the
 * page was made from: where a page was set, its blocks can no more be told apart.
 */
export function traceLeak(
  leak: Leak,
  { article, job, document, answers, made }: Omit<Edition, "secrets" | "pages">,
): Trace {
  const inPictures = made
    .filter(({ file }) => leak.places.some((place) => place.file === file))
    .map(({ block }) => block);
  const inSections = document.sections
    .filter((section) => lineOf(leak, textsIn(section).join("\n")) !== undefined)
    .map(({ id }) => id);
  const records = [...answers].flatMap(([id, { kind }]) => {
    const { name, path } = placeOfRecord({ slug: article.slug, id, kind }, job);
    return originIn(leak, name, path);
  });
  const blocks = [...new Set([...inSections, ...inPictures])];
  const own = originIn(leak, article.file, join(job.dir, article.file));
  return { block: blocks[0], blocks, origins: [...own, ...records] };
}

/** Every text of a section, however deep it stands. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") {
    return [value];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.values(value).flatMap(textsIn);
}

function originIn(leak: Leak, name: string, path: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return []; // What cannot be read cannot be pointed at; the page is refused all the same.
  }
  const line = lineOf(leak, text);
  return line === undefined ? [] : [`${name}:${line}`];
}
