import { pageFile } from "../../article/formats/page-formats.ts";
import type { Block } from "../../article/markdown/tree.ts";
import { writeMarkdown } from "../../article/markdown/write-blocks.ts";
import { paragraph, text } from "../../article/sections/section-body.ts";
import type { SiteEntry } from "./entry.ts";
import type { Site } from "./site.ts";

/** All pages for language models (llmstxt.org): the Markdown ones where there are some. */
export function writeLlms({
  title,
  description,
  baseUrl,
  entries,
  languages,
  pageOf,
  output,
}: Site): string {
  const markdown = output.formats.includes("markdown")
    ? pageFile("markdown", output.file)
    : undefined;
  const addressOf = (entry: SiteEntry): string => {
    const page = markdown === undefined ? pageOf(entry) : entry.folder + markdown;
    return baseUrl === undefined ? page : new URL(page, baseUrl).href;
  };
  const blocks: readonly Block[] = [
    { type: "heading", level: 1, children: [text(title)] },
    ...(description === undefined
      ? []
      : [{ type: "blockquote" as const, children: [paragraph(description)] }]),
    ...languages.flatMap((language): readonly Block[] => [
      {
        type: "heading",
        level: 2,
        children: [text(languages.length === 1 ? "Articles" : language)],
      },
      {
        type: "list",
        delimiter: "-",
        loose: false,
        items: entries
          .filter((entry) => entry.language === language)
          .map((entry) => ({
            children: [
              {
                type: "paragraph",
                children: [
                  { type: "link", url: addressOf(entry), children: [text(entry.title)] },
                  ...(entry.description === undefined ? [] : [text(`: ${entry.description}`)]),
                ],
              },
            ],
          })),
      },
    ]),
  ];
  return writeMarkdown(blocks);
}
