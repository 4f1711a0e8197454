import { foldLine } from "../markdown/clean-characters.ts";
import { readCode, readLanguage } from "../markdown/read-code.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import { readDestination } from "../markdown/urls.ts";
import type { Picture } from "../../blocks/sections.ts";
import type {
  ArticleDocument,
  CodeSample,
  CodeSection,
  GallerySection,
  Reference,
} from "../types.ts";
import { describeUsage } from "../usage.ts";
import { galleryBlocks, posterBlocks } from "./picture-blocks.ts";
import type { PlacedSection } from "./section-blocks.ts";

/** A section's heading, as blocks of the page. */
export function headingOf({ title, level }: PlacedSection): readonly Block[] {
  return title.length === 0 ? [] : [{ type: "heading", level, children: title }];
}

/** What stands under a section's heading: of any form, as blocks that every format can set. */
export function bodyOf(
  { section, blocks, caption, firstReference }: PlacedSection,
  document: ArticleDocument,
): readonly Block[] {
  switch (section.kind) {
    case "markdown":
      return blocks;
    case "gallery":
      return galleryBlocks(section, caption, document);
    case "poster":
      return posterBlocks(section, document);
    case "code":
      return [
        ...section.samples.flatMap((sample) => codeBlocks(sample)),
        ...outputsOf(section, document),
      ];
    case "references":
      return referenceBlocks(section.references, firstReference);
    case "usage":
      return [paragraph(describeUsage(document.usage, document))];
    default:
      return section satisfies never;
  }
}

export function codeBlocks({ language, code, label }: CodeSample): readonly Block[] {
  const sample: Block = { type: "code", language: readLanguage(language), code: readCode(code) };
  return label === undefined ? [sample] : [paragraph(label), sample];
}

/** What the author says that code gave, as it stands below it. */
export function outputsOf(
  { outputs = [] }: CodeSection,
  document: ArticleDocument,
): readonly Block[] {
  return outputs.flatMap((output): readonly Block[] =>
    output.kind === "pictures"
      ? galleryBlocks(galleryOf(output.pictures), [], document)
      : [{ type: "code", language: "text", code: readCode(output.text) }],
  );
}

/** Pictures that code gave, as they are shown: one below the other. */
export function galleryOf(pictures: readonly Picture[]): GallerySection {
  return { kind: "gallery", id: "", level: 2, layout: "stack", pictures };
}

function referenceBlocks(references: readonly Reference[], start: number): readonly Block[] {
  if (references.length === 0) {
    return [];
  }
  const items = references.map(({ title, url }) => {
    const destination = readDestination(url, { literal: true });
    const label = text(title === "" ? url : title);
    const child: Inline =
      destination.kind === "remote"
        ? { type: "link", url: destination.url, children: [label] }
        : label;
    return { children: [{ type: "paragraph" as const, children: [child] }] };
  });
  return [{ type: "list", start, delimiter: ".", loose: false, items }];
}

/** A paragraph of plain text. */
export function paragraph(content: string): Block {
  return { type: "paragraph", children: [text(content)] };
}

export function text(content: string): Inline {
  return { type: "text", text: foldLine(content) };
}
