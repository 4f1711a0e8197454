import type { Element, Root } from "hast";
import { fromHtml } from "hast-util-from-html";
import { isSameText } from "../../../article/sections/repeated-heading.ts";
import { tidyBlocks } from "../../../article/markdown/tidy-blocks.ts";
import { writeMarkdown } from "../../../article/markdown/write-blocks.ts";
import type { Block } from "../../../article/markdown/tree.ts";
import { Embedded } from "../embedded.ts";
import type { Material } from "../material.ts";
import { readHead } from "../read-head.ts";
import { readPageHead, titleOf } from "./read-page-head.ts";
import { tidyPage } from "./tidy-page.ts";
import { classesOf, find, findWhere, replaceNode, textOf, walkElements } from "./elements.ts";
import { toBlocks } from "./to-tree.ts";

/** What the programs that write pages call the text itself. */
const textNames = /^(?:entry-content|e-content|post-content|article-content|markdown-body)$/;

/** Reads a web page: what its head says of it, and the text that it is about. */
export function readHtmlFile(text: string): Material {
  const embedded = new Embedded();
  const tree = fromHtml(embedded.takeOut(text));
  const values = readPageHead(tree);
  tidyPage(tree);
  const root = findText(tree);
  const title = titleOf(root) === undefined ? values["title"] : undefined;
  dropRepeated(root, [title, values["description"]]);
  const markdown = writeMarkdown(trimRules(tidyTop(withoutFooter(root))));
  const part = { kind: "markdown", text: markdown, line: 1 } as const;
  return { ...readHead({ ...values, title }, 1), parts: [part], embedded: embedded.pictures };
}

/** A piece of HTML as Markdown; empty for what has no word in it. */
export function htmlToMarkdown(html: string): string {
  return writeMarkdown(tidyTop(fromHtml(html, { fragment: true })));
}

function findText(tree: Root): Root | Element {
  const named = findWhere(
    tree,
    (element) =>
      classesOf(element).some((name) => textNames.test(name)) ||
      element.properties["itemProp"]?.toString() === "articleBody",
  );
  return named ?? find(tree, "article") ?? find(tree, "main") ?? find(tree, "body") ?? tree;
}

/** Medium repeats title and description at the beginning of its text. */
function dropRepeated(root: Root | Element, said: readonly unknown[]): void {
  let isOver = false;
  walkElements(root, (element, parent) => {
    if (!isOver && /^(?:p|h[1-6])$/.test(element.tagName)) {
      const text = textOf(element);
      isOver = !said.some((each) => typeof each === "string" && isSameText(text, each));
      if (!isOver) {
        replaceNode(parent, element, []);
      }
    }
  });
}

/** With the headings at the levels that they have. */
function tidyTop(node: Root | Element): readonly Block[] {
  return toBlocks(node.children).flatMap((block) => {
    const baseLevel = block.type === "heading" ? block.level - 1 : 1;
    return tidyBlocks([block], { baseLevel, source: "author" });
  });
}

/** A rule at either end set the text apart from the rest of the page, or from its notes. */
function trimRules(blocks: readonly Block[]): readonly Block[] {
  const [first, last] = [blocks.findIndex(isText), blocks.findLastIndex(isText)];
  return blocks.filter(({ type }, index) => type !== "rule" || (index > first && index < last));
}

function isText({ type }: Block): boolean {
  return type !== "rule" && type !== "note";
}

/** What stands below a page is the site's. */
function withoutFooter<Node extends Root | Element>(node: Node): Node {
  const children = node.children.filter(
    (child) => child.type !== "element" || child.tagName !== "footer",
  );
  return { ...node, children };
}
