import type { Element, Root } from "hast";
import { fromHtml } from "hast-util-from-html";
import { tidyBlocks } from "../../../article/markdown/tidy-blocks.ts";
import { writeMarkdown } from "../../../article/markdown/write-blocks.ts";
import { Embedded } from "../embedded.ts";
import type { Material } from "../material.ts";
import { readHead } from "../read-head.ts";
import { attribute, find, textOf, toBlocks } from "./to-tree.ts";

/** Reads a web page: what its head says of it, and what stands in its `main` or `article`. */
export function readHtmlFile(text: string): Material {
  const embedded = new Embedded();
  const tree = fromHtml(embedded.takeOut(text));
  const root = find(tree, "article") ?? find(tree, "main") ?? find(tree, "body") ?? tree;
  const markdown = writeMarkdown(tidyTop(withoutFooter(root)));
  const part = { kind: "markdown", text: markdown, line: 1 } as const;
  return { ...readHead(headOf(tree), 1), parts: [part], embedded: embedded.pictures };
}

/** A piece of HTML as Markdown; empty for what has no word in it. */
export function htmlToMarkdown(html: string): string {
  return writeMarkdown(tidyTop(fromHtml(html, { fragment: true })));
}

/** With the headings at the levels that they have. */
function tidyTop(node: Root | Element) {
  return toBlocks(node.children).flatMap((block) => {
    const baseLevel = block.type === "heading" ? block.level - 1 : 1;
    return tidyBlocks([block], { baseLevel, source: "author" });
  });
}

/** What stands below a page, and above its title, is the site's. */
function withoutFooter<Node extends Root | Element>(node: Node): Node {
  const children = node.children.filter(
    (child) => child.type !== "element" || child.tagName !== "footer",
  );
  return { ...node, children };
}

function headOf(tree: Root): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  const html = find(tree, "html");
  values["lang"] = html && attribute(html, "lang");
  const head = find(tree, "head");
  for (const child of head?.children ?? []) {
    if (child.type !== "element") {
      continue;
    }
    if (child.tagName === "title") {
      values["title"] = textOf(child);
    }
    const name = (attribute(child, "name") ?? attribute(child, "property"))?.toLowerCase();
    const known = name === undefined ? undefined : metaNames[name];
    if (child.tagName === "meta" && known !== undefined) {
      values[known] ??= attribute(child, "content");
    }
  }
  // The title of the page itself stands in its text.
  const h1 = find(find(tree, "body") ?? tree, "h1");
  return h1 === undefined ? values : { ...values, title: undefined };
}

const metaNames: Readonly<Record<string, string>> = {
  description: "description",
  author: "author",
  keywords: "keywords",
  date: "date",
  "og:title": "title",
  "og:description": "description",
  "article:author": "author",
  "article:published_time": "date",
};
