import type { Element, ElementContent, Nodes } from "hast";
import { tagNames } from "../../../article/markdown/html-tags.ts";
import { tidyInlines } from "../../../article/markdown/tidy-inlines.ts";
import type { Block, Cell, Inline, Item } from "../../../article/markdown/tree.ts";
import { youtubeIdOf } from "../../../blocks/youtube.ts";
import {
  type Attribute,
  attribute,
  classesOf,
  find,
  markName,
  noteName,
  textOf,
} from "./elements.ts";

/** What is no part of a text. */
const left: ReadonlySet<string> = new Set(
  "script style nav aside form noscript template head svg button dialog canvas object link meta".split(
    " ",
  ),
);
const inlineNames: ReadonlySet<string> = new Set([
  ...tagNames,
  ..."a span img br font label time small big tt input math picture".split(" "),
  markName,
]);

/** Elements as the tree that Markdown is written from; what it has no word for is its content. */
export function toBlocks(nodes: readonly Nodes[]): readonly Block[] {
  const blocks: Block[] = [];
  let run: Inline[] = [];
  const close = (): void => {
    const children = tidyInlines(run);
    run = [];
    if (children.length > 0) {
      blocks.push({ type: "paragraph", children });
    }
  };
  for (const node of nodes) {
    if (node.type === "text" || isInline(node)) {
      run.push(...toInlines([node]));
    } else if (node.type === "element" && !left.has(node.tagName)) {
      close();
      blocks.push(...toBlock(node));
    } else if (node.type === "root") {
      close();
      blocks.push(...toBlocks(node.children));
    }
  }
  close();
  return blocks;
}

function isInline(node: Nodes): boolean {
  if (node.type !== "element" || !inlineNames.has(node.tagName)) {
    return false;
  }
  return !(node.tagName === "math" && attribute(node, "display") === "block");
}

function toBlock(element: Element): readonly Block[] {
  const { tagName, children } = element;
  switch (tagName) {
    case "h1":
    case "h2":
    case "h3":
    case "h4":
    case "h5":
    case "h6":
      return [{ type: "heading", level: Number(tagName.slice(1)), children: runOf(children) }];
    case "pre":
      return [toCode(element)];
    case "blockquote":
      return [{ type: "blockquote", children: toBlocks(children) }];
    case "ul":
    case "ol":
      return [toList(element)];
    case "table":
      return toTable(element);
    case "hr":
      return [{ type: "rule" }];
    case noteName:
      return [
        { type: "note", label: attribute(element, "label") ?? "", children: toBlocks(children) },
      ];
    case "dt":
      return paragraph([{ type: "strong", children: runOf(children) }]);
    case "figcaption":
      return paragraph([{ type: "em", children: runOf(children) }]);
    case "details":
      return [toDetails(element)];
    case "math":
      return [{ type: "math", open: "$$", content: sourceOf(element) }];
    case "iframe":
    case "video":
      return paragraph(toVideo(element));
    default:
      return toBlocks(children);
  }
}

function paragraph(children: readonly Inline[]): readonly Block[] {
  const run = tidyInlines(children);
  return run.length === 0 ? [] : [{ type: "paragraph", children: run }];
}

function runOf(nodes: readonly Nodes[]): readonly Inline[] {
  return tidyInlines(toInlines(nodes));
}

function toInlines(nodes: readonly Nodes[]): readonly Inline[] {
  return nodes.flatMap((node): readonly Inline[] => {
    if (node.type === "text") {
      return [{ type: "text", text: node.value.replaceAll(/[ \t\r\n]+/g, " ") }];
    }
    return node.type === "element" && !left.has(node.tagName) ? toInline(node) : [];
  });
}

function toInline(element: Element): readonly Inline[] {
  const { tagName, children } = element;
  switch (tagName) {
    case "br":
      return [{ type: "break" }];
    case markName:
      return [{ type: "footnote", label: attribute(element, "label") ?? "" }];
    case "em":
    case "i":
      return [{ type: "em", children: toInlines(children) }];
    case "strong":
    case "b":
      return [{ type: "strong", children: toInlines(children) }];
    case "del":
    case "s":
      return [{ type: "del", children: toInlines(children) }];
    case "code":
    case "tt": {
      const code = textOf(element).replaceAll(/\s+/g, " ").trim();
      return code === "" ? [] : [{ type: "code", code }];
    }
    case "math":
      return [{ type: "math", raw: `$${sourceOf(element)}$` }];
    case "img": {
      const url = addressIn(element, "src") ?? "";
      const alt = attribute(element, "alt") ?? "";
      return url === "" ? [] : [{ type: "image", url, alt }];
    }
    case "a": {
      const url = addressIn(element, "href");
      const content = toInlines(children);
      return url === undefined ? content : [{ type: "link", url, children: content }];
    }
    default:
      return tagNames.has(tagName)
        ? [{ type: "tag", name: tagName, children: toInlines(children) }]
        : toInlines(children);
  }
}

/** An address as it may stand in Markdown. */
function addressIn(element: Element, name: string): Attribute {
  return attribute(element, name)
    ?.trim()
    .replaceAll(/[\s<>"\\`]/g, (sign) => encodeURIComponent(sign));
}

/** KaTeX and MathJax keep what the formula was written as beside it. */
function sourceOf(element: Element): string {
  const annotation = find(element, "annotation");
  return textOf(annotation ?? element)
    .replaceAll(/\s+/g, " ")
    .trim();
}

function toCode(element: Element): Block {
  const inner = find(element, "code");
  const classes = [element, ...(inner === undefined ? [] : [inner])].flatMap(classesOf);
  const named = classes.find((name) => /^(?:language|lang|highlight-source)-./.test(name));
  const language =
    named?.replace(/^(?:language|lang|highlight-source)-/, "") ??
    attribute(element, "dataCodeBlockLang") ??
    "";
  return { type: "code", language, code: textOf(element).replace(/^\n/, "").trimEnd() };
}

function toList({ tagName, children, properties }: Element): Block {
  const items = children.filter(isElement("li")).map((child): Item => {
    const box = child.children.find(isElement("input"));
    const blocks = toBlocks(child.children);
    return box === undefined
      ? { children: blocks }
      : { checked: box.properties["checked"] === true, children: blocks };
  });
  const loose = children.some(
    (child) => isElement("li")(child) && child.children.some(isElement("p")),
  );
  const start = Number(properties["start"] ?? 1);
  return {
    type: "list",
    ...(tagName === "ol" && { start: Number.isSafeInteger(start) ? start : 1 }),
    delimiter: tagName === "ol" ? "." : "-",
    loose,
    items,
  };
}

function isElement(name: string): (node: ElementContent) => node is Element {
  return (node): node is Element => node.type === "element" && node.tagName === name;
}

/** The first row heads the table, whatever it consists of: Markdown has no other. */
function toTable(element: Element): readonly Block[] {
  const rows = rowsOf(element);
  const width = Math.max(0, ...rows.map((row) => row.length));
  const cells = rows.map((row): readonly Cell[] =>
    Array.from({ length: width }, (_, index) => runOf(row[index]?.children ?? [])),
  );
  const [header, ...others] = cells;
  const caption = find(element, "caption");
  const said =
    caption === undefined ? [] : paragraph([{ type: "em", children: runOf(caption.children) }]);
  if (header === undefined || width === 0) {
    return said;
  }
  const align = Array.from({ length: width }, () => null);
  return [{ type: "table", align, header, rows: others }, ...said];
}

function rowsOf(node: Element): readonly (readonly Element[])[] {
  return node.children.flatMap((child): readonly (readonly Element[])[] => {
    if (child.type !== "element") {
      return [];
    }
    return child.tagName === "tr"
      ? [child.children.filter((each) => isElement("td")(each) || isElement("th")(each))]
      : /^t(?:head|body|foot)$/.test(child.tagName)
        ? rowsOf(child)
        : [];
  });
}

function toDetails({ properties, children }: Element): Block {
  const summary = children.find(isElement("summary"));
  return {
    type: "details",
    open: properties["open"] === true,
    summary: runOf(summary?.children ?? []),
    children: toBlocks(children.filter((child) => child !== summary)),
  };
}

/** A player of a site becomes a picture that links to it; one of a file, a link. */
function toVideo(element: Element): readonly Inline[] {
  const source = attribute(element, "src") ?? sourceIn(element);
  if (source === undefined) {
    return [];
  }
  const title = attribute(element, "title") ?? "Video";
  const id = youtubeIdOf(source);
  if (id === undefined) {
    return [{ type: "link", url: source, children: [{ type: "text", text: title }] }];
  }
  const url = `https://www.youtube.com/watch?v=${id}`;
  const poster: Inline = {
    type: "image",
    url: `https://i.ytimg.com/vi/${id}/hqdefault.jpg`,
    alt: title,
  };
  return [{ type: "link", url, children: [poster] }];
}

function sourceIn(element: Element): Attribute {
  const inner = find(element, "source");
  return inner && attribute(inner, "src");
}
