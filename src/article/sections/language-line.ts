import { nameInItself } from "../locales/direction.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import type { ArticleDocument } from "../types.ts";

const extensions = { markdown: "md", notebook: "ipynb" } as const;

/** `English · [Español](es/article.md)`: links to the other languages of a page; nothing for one in one. */
export function languageLine(
  { alternates }: Pick<ArticleDocument, "alternates">,
  format: keyof typeof extensions,
): readonly Block[] {
  if (alternates === undefined) {
    return [];
  }
  const { name, pages } = alternates;
  // In Markdown, such a page is one of a site, whose address is its folder.
  const file = name === "index" && format === "markdown" ? "" : `${name}.${extensions[format]}`;
  const names = pages.map(({ language, folder }): Inline => {
    const label: Inline = { type: "text", text: nameInItself(language) };
    return folder === "" ? label : { type: "link", url: `${folder}${file}`, children: [label] };
  });
  const dot: Inline = { type: "text", text: " · " };
  const children = names.flatMap((each, index) => (index === 0 ? [each] : [dot, each]));
  return [{ type: "paragraph", children }];
}
