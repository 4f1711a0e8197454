import { spawnSync } from "node:child_process";
import MarkdownIt from "markdown-it";
import { plainText } from "../../src/article/markdown/plain-text.ts";
import type { Block } from "../../src/article/markdown/tree.ts";
import { walk } from "../../src/article/markdown/walk.ts";
import { hasCommand } from "../support/has-command.ts";

/** The headings, links and pictures of a text, in their order: `h2 Um`, `link https://…`. */
export type Outline = readonly string[];

/** Addresses are compared decoded: parsers differ in what they percent-encode. */
function address(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** Without the signs that mean emphasis in a formula to a parser that knows no formulas. */
function words(text: string): string {
  // The one named reference of the texts that Prelo leaves to the renderer.
  const read = text.replaceAll("&hellip;", "…").replaceAll(/[*_\\]/g, "");
  return read.replaceAll(/\s+/gu, " ").trim();
}

/** As Prelo itself understands the text. */
export function outlineOfTree(blocks: readonly Block[]): Outline {
  const outline: string[] = [];
  walk(blocks, (node) => {
    if (node.type === "heading") {
      outline.push(`h${node.level} ${words(plainText(node.children))}`);
    }
    if (node.type === "link") {
      outline.push(`link ${address(node.url)}`);
    }
    if (node.type === "image") {
      outline.push(`image ${address(node.url)} ${words(node.alt)}`);
    }
  });
  return outline;
}

const markdownIt = new MarkdownIt({ html: true });
// Addresses are compared as they were written.
markdownIt.normalizeLink = (url) => url;

/** As markdown-it, the parser of Eleventy and of VS Code, reads it. */
export function outlineOfMarkdownIt(markdown: string): Outline {
  const outline: string[] = [];
  let heading: string | undefined;
  for (const token of markdownIt.parse(markdown, {})) {
    if (token.type === "heading_open") {
      heading = token.tag;
    }
    if (token.type !== "inline") {
      continue;
    }
    const children = token.children ?? [];
    if (heading !== undefined) {
      outline.push(`${heading} ${words(textOf(children))}`);
    }
    heading = undefined;
    for (const child of children) {
      if (child.type === "link_open") {
        outline.push(`link ${address(String(child.attrGet("href")))}`);
      }
      if (child.type === "image") {
        outline.push(
          `image ${address(String(child.attrGet("src")))} ${words(textOf(child.children ?? []))}`,
        );
      }
    }
  }
  return outline;
}

type Tokens = ReturnType<typeof markdownIt.parse>;

function textOf(tokens: Tokens): string {
  return tokens
    .map((token) => {
      if (token.type === "softbreak" || token.type === "hardbreak") {
        return " ";
      }
      if (token.type === "html_inline") {
        return "";
      }
      return token.type === "image" ? textOf(token.children ?? []) : token.content;
    })
    .join("");
}

const converter = "pandoc";

/** Whether this machine has pandoc. */
export const hasPandoc = hasCommand(converter);

const separator = "prelo-next-text";

/**
 * As pandoc reads several texts. They stand in one file, which takes a hundredth of the time;
 * one that does not close what it opens takes the next with it.
 */
export function outlinesOfPandoc(texts: readonly string[]): readonly Outline[] {
  const input = texts.map((text) => `${text}\n${separator}\n`).join("\n");
  // `:x:` is text: it is for GitHub alone to make pictures of words.
  const { stdout, stderr, status } = spawnSync(converter, ["-f", "gfm-emoji", "-t", "json"], {
    input,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  const { blocks } = JSON.parse(stdout) as { blocks: readonly Node[] };
  const outlines: Outline[] = [];
  let open: string[] = [];
  for (const block of blocks) {
    if (block.t === "Para" && textOfNodes(block.c) === separator) {
      outlines.push(open);
      open = [];
    } else {
      visit(block, open);
    }
  }
  return outlines;
}

/** A node of pandoc's own tree: what `c` holds depends on its type. */
interface Node {
  readonly t: string;
  readonly c?: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "t" in value;
}

function visit(value: unknown, outline: string[]): void {
  if (Array.isArray(value)) {
    for (const child of value) {
      visit(child, outline);
    }
    return;
  }
  if (!isNode(value)) {
    return;
  }
  const parts: readonly unknown[] = Array.isArray(value.c) ? value.c : [];
  if (value.t === "Header") {
    outline.push(`h${String(parts[0])} ${words(textOfNodes(parts[2]))}`);
  }
  if (value.t === "Link") {
    outline.push(`link ${address(targetOf(parts[2]))}`);
  }
  if (value.t === "Image") {
    outline.push(`image ${address(targetOf(parts[2]))} ${words(textOfNodes(parts[1]))}`);
    return;
  }
  visit(value.c, outline);
}

function targetOf(value: unknown): string {
  return Array.isArray(value) ? String(value[0]) : "";
}

function textOfNodes(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((child) => textOfNodes(child)).join("");
  }
  if (!isNode(value)) {
    return "";
  }
  switch (value.t) {
    case "Str":
      return String(value.c);
    case "Space":
    case "SoftBreak":
    case "LineBreak":
      return " ";
    case "RawInline":
      return "";
    case "Code":
      return Array.isArray(value.c) ? String(value.c[1]) : "";
    case "Note":
      return "";
    default:
      return textOfNodes(value.c);
  }
}
