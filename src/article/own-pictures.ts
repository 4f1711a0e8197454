import { mapInlines, replaceInlines } from "./markdown/map-inlines.ts";
import type { Block, Inline } from "./markdown/tree.ts";
import { walk } from "./markdown/walk.ts";
import { chooseVariants } from "./sections/pictures.ts";
import { parseMarkdown } from "./parse-markdown.ts";
import type { NamedPicture } from "../blocks/own-pictures.ts";
import type { MarkdownText } from "../blocks/sections.ts";

/** The pictures beside the article that an author's Markdown shows, each address once. */
export function listPictures(markdown: string): readonly NamedPicture[] {
  const found = new Map<string, NamedPicture>();
  walk(parseMarkdown(markdown, { baseLevel: 1, source: "author" }), (node) => {
    if (node.type === "image" && !node.url.startsWith("/") && !node.url.includes("{{")) {
      found.set(node.url, { url: node.url, alt: node.alt });
    }
  });
  return [...found.values()];
}

/**
 * The blocks with the published pictures in the place of the author's files. In a model's text, words stand in the
 * place of any other.
 */
export function showPictures(
  blocks: readonly Block[],
  pictures: MarkdownText["pictures"],
  source: MarkdownText["source"],
): readonly Block[] {
  if (pictures === undefined) {
    return blocks;
  }
  const show = (inline: Inline): readonly Inline[] => {
    if (inline.type !== "image") {
      return [inline];
    }
    const named = pictures.find(({ url }) => url === inline.url);
    const chosen = named && chooseVariants(named.picture);
    if (named === undefined || chosen === undefined) {
      return source === "author" ? [inline] : [{ type: "text", text: inline.alt }];
    }
    return [{ ...inline, url: chosen.largest.file, picture: named.picture }];
  };
  return blocks.map((block) => mapInlines(block, (run) => replaceInlines(run, show)));
}
