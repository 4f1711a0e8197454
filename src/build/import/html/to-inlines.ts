import type { Element, Nodes } from "hast";
import { tagNames } from "../../../article/markdown/html-tags.ts";
import { tidyInlines } from "../../../article/markdown/tidy-inlines.ts";
import type { Inline } from "../../../article/markdown/tree.ts";
import { youtubeIdOf } from "../../../blocks/youtube.ts";
import { type Attribute, attribute, find, markName, textOf } from "./elements.ts";

/** What is no part of a text. */
export const left: ReadonlySet<string> = new Set(
  "script style nav aside form noscript template head svg button dialog canvas object link meta".split(
    " ",
  ),
);

/** Elements as text, tidied. */
export function runOf(nodes: readonly Nodes[]): readonly Inline[] {
  return tidyInlines(toInlines(nodes));
}

/** Elements as text; what Markdown has no word for is its content. */
export function toInlines(nodes: readonly Nodes[]): readonly Inline[] {
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
export function sourceOf(element: Element): string {
  const annotation = find(element, "annotation");
  return textOf(annotation ?? element)
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** A player of a site becomes a picture that links to it; one of a file, a link. */
export function toVideo(element: Element): readonly Inline[] {
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
