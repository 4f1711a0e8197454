import {
  bodyOf,
  codeBlocks,
  headingOf,
  outputsOf,
  paragraph,
  text,
} from "../sections/section-body.ts";
import { findWording } from "../locales/messages.ts";
import { type Cell, formatCells } from "./notebook/cells.ts";
import { writeProse } from "./notebook/prose.ts";
import { toCellSource, toOutputs } from "./notebook/samples.ts";
import { describeSource } from "./html/json-ld.ts";
import { placeSections, type PlacedSection } from "../sections/section-blocks.ts";
import { foldLine } from "../markdown/clean-characters.ts";
import type { Block } from "../markdown/tree.ts";
import type { ArticleDocument } from "../types.ts";
import { languageLine } from "../sections/language-line.ts";
import { describeMaking } from "../usage.ts";
import type { LeadLink } from "../sections/fragments.ts";
import type { PageSettings } from "./render-page.ts";

/** A part of the notebook: prose that is still a tree, or a cell of code. */
type Part =
  | { readonly kind: "prose"; readonly name: string; readonly blocks: readonly Block[] }
  | (Cell & { readonly kind: "code" });

/**
 * Sets an article as a Jupyter notebook (nbformat 4.5) with the bytes that Jupyter itself would
 * write: prose as Markdown cells, code as cells that run, what a request returned as their output.
 * Pictures are links to the files beside it.
 * @param placed its sections, where they have been read for another page
 */
export function renderNotebook(
  document: ArticleDocument,
  placed = placeSections(document),
  { links }: Pick<PageSettings, "links"> = {},
): string {
  const toArticle = links && ((url: string) => links.hrefOf(url, "notebook"));
  const notebook = {
    cells: formatCells(toParts(document, placed).map((part) => toCell(part, toArticle))),
    metadata: toMetadata(document),
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, sortKeys, 1)}\n`;
}

function toParts(document: ArticleDocument, sections: readonly PlacedSection[]): readonly Part[] {
  const { messages } = findWording(document);
  const title: Block = { type: "heading", level: 1, children: [text(document.title)] };
  const notice: readonly Block[] = document.sandbox
    ? [{ type: "blockquote", children: [paragraph(messages.sandboxNotice)] }]
    : [];
  const languages = languageLine(document, "notebook");
  const making = describeMaking(document);
  const note = making === undefined ? [] : [paragraph(making)];
  const parts: readonly Part[] = [
    { kind: "prose", name: "prelo-title", blocks: [title, ...languages, ...notice] },
    ...sections.flatMap((placed) => partsOf(placed, document)),
    { kind: "prose", name: "prelo-note", blocks: note },
  ];
  return parts.filter((part) => part.kind === "code" || part.blocks.length > 0);
}

/** A section is one Markdown cell, but for its code, which stands in cells of its own. */
function partsOf(placed: PlacedSection, document: ArticleDocument): readonly Part[] {
  const { section } = placed;
  const heading = headingOf(placed);
  if (section.kind !== "code") {
    return [{ kind: "prose", name: section.id, blocks: [...heading, ...bodyOf(placed, document)] }];
  }
  const parts: Part[] = [];
  let open: readonly Block[] = heading;
  let name = section.id;
  let isRun = false;
  const close = (): void => {
    if (open.length > 0) {
      parts.push({ kind: "prose", name, blocks: open });
    }
    open = [];
  };
  for (const [index, sample] of section.samples.entries()) {
    const source = toCellSource(sample, section);
    if (source === undefined) {
      open = [...open, ...codeBlocks(sample)];
      continue;
    }
    if (sample.label !== undefined) {
      open = [...open, paragraph(sample.label)];
    }
    close();
    const isLast = index === section.samples.length - 1;
    const given = [section.returned, ...(isLast ? (section.outputs ?? []) : [])];
    const outputs = given.flatMap((each) => toOutputs(each, document));
    parts.push({ kind: "code", name: `${section.id}-code-${index + 1}`, source, outputs });
    name = `${section.id}-text-${index + 2}`;
    isRun = isLast;
  }
  if (!isRun) {
    open = [...open, ...outputsOf(section, document)];
  }
  close();
  return parts;
}

function toCell(part: Part, toArticle: LeadLink | undefined): Cell {
  if (part.kind === "code") {
    return part;
  }
  return { kind: "markdown", name: part.name, source: writeProse(part.blocks, toArticle) };
}

/** What stands in the front matter of the Markdown page, in Jupyter's words where it has them. */
function toMetadata(document: ArticleDocument): object {
  const { title, language, author, description, date, tags } = document;
  const source = describeSource(document);
  return {
    title: foldLine(title),
    ...(author !== undefined && { authors: [{ name: foldLine(author) }] }),
    lang: language,
    ...(description !== undefined && { description: foldLine(description) }),
    ...(date !== undefined && { date }),
    ...(tags.length > 0 && { keywords: tags.map((tag) => foldLine(tag)) }),
    ...(source !== undefined && { prelo: { digitalSourceType: source } }),
    kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
    language_info: { file_extension: ".py", mimetype: "text/x-python", name: "python" },
  };
}

/** Jupyter sorts the keys of every object when it saves. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
