import type { Element, ElementContent, Nodes } from "hast";
import { tagNames } from "../../../article/markdown/html-tags.ts";
import { tidyInlines } from "../../../article/markdown/tidy-inlines.ts";
import type { Block, Cell, Inline, Item } from "../../../article/markdown/tree.ts";
import { attribute, classesOf, find, markName, noteName, textOf } from "./elements.ts";
import { left, runOf, sourceOf, toInlines, toVideo } from "./to-inlines.ts";

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
