import { parseMarkdown } from "../parse-markdown.ts";
import { walk } from "../markdown/walk.ts";

/** The links of a Markdown text that lead to other articles, each address once. */
export function listArticleLinks(markdown: string): readonly string[] {
  const found = new Set<string>();
  walk(parseMarkdown(markdown, { baseLevel: 1, source: "author" }), (node) => {
    if (
      node.type === "link" &&
      (node.url.startsWith("article:") || /^(?:\.\/)*\.\.\//.test(node.url))
    ) {
      found.add(node.url);
    }
  });
  return [...found];
}
