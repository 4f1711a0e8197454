import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RecordReader } from "../answers/record-reader.ts";
import type { Answer } from "../answers/types.ts";
import { pageFile, type PageFormat } from "../article/formats/page-formats.ts";
import type * as outlineModule from "../article/links/outline.ts";
import type { Outline } from "../article/links/outline.ts";
import { type Neighbours, openSiteLinks, type SiteLinks } from "../article/links/site-links.ts";
import { findLikelyLinks } from "../article/links/likely-links.ts";
import { kindOf } from "../blocks/kinds.ts";
import { TemplateError } from "../job/templates/template-errors.ts";
import { unfold } from "../job/unfold/unfold.ts";
import type { Article, Job } from "../job/types.ts";
import { manifestFile } from "./manifest.ts";
import { namesOf } from "./names.ts";

/** Of an article of which nothing is known. */
const noOutline: Outline = {
  names: new Set(),
  isWhole: false,
  inMarkdown: () => undefined,
  inHtml: (name) => name,
};

/** What links ask of a job's articles; what stands in one is found when a link first names a place in it. */
export function openNeighbours(
  { neighbours, output }: Pick<Job, "neighbours" | "output">,
  pages: readonly string[],
  outlineOf: Neighbours["outlineOf"],
): Neighbours {
  const names = namesOf(neighbours);
  const outlines = new Map<string, Outline>();
  const outlineOrNone = (article: Article): Outline => {
    try {
      return outlineOf(article);
    } catch (error) {
      if (error instanceof TemplateError) {
        return noOutline; // That is its own mistake, and told of it.
      }
      throw error;
    }
  };
  return {
    find: (name) => names.get(name),
    names: [...names.keys()],
    outlineOf: (article) => {
      const outline = outlines.get(article.slug) ?? outlineOrNone(article);
      outlines.set(article.slug, outline);
      return outline;
    },
    pages,
    pageFile: (format) => pageFile(format, output.file),
    isPublished: (folder) => existsSync(join(output.dir, folder, manifestFile)),
  };
}

/**
 * Opens the links of an article to others, as those are recorded now; keeps what it has read. What sets
 * articles loads only where there may be such links.
 */
export async function openLinks(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
  { job, records, formats }: LinkContext,
): Promise<SiteLinks> {
  const pages = formats.map(({ file }) => file);
  const { outlineOf }: Pick<typeof outlineModule, "outlineOf"> =
    findLikelyLinks(article, answers).length === 0
      ? { outlineOf: () => noOutline }
      : await import("../article/links/outline.ts");
  return openSiteLinks(
    openNeighbours(job, pages, (other) => {
      const whole = unfoldRecorded(other, records);
      return outlineOf(whole, readTexts(whole, records), job.output.headingStyle);
    }),
  );
}

export interface LinkContext {
  readonly job: Pick<Job, "neighbours" | "output">;
  readonly records: RecordReader;
  readonly formats: readonly PageFormat[];
}

/** An article with the blocks that its recorded answers say are in it. */
function unfoldRecorded(article: Article, records: RecordReader): Article {
  let whole = article;
  let count = -1;
  while (article.parts !== undefined && whole.blocks.length !== count) {
    count = whole.blocks.length;
    const texts = [...readTexts(whole, records)].flatMap(([id, answer]) =>
      answer.kind === "text" ? [[id, answer.body] as const] : [],
    );
    whole = unfold(article, { bodies: Object.fromEntries(texts) });
  }
  return whole;
}

function readTexts({ slug, blocks }: Article, records: RecordReader): ReadonlyMap<string, Answer> {
  const texts = blocks.filter((block) => kindOf(block).asks === "text");
  return new Map(
    texts.flatMap(({ id }): readonly [string, Answer][] => {
      const read = records.read({ slug, id, kind: "text" });
      return read.state === "read" ? [[id, read.answer]] : [];
    }),
  );
}
