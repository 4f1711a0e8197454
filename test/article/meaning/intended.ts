import type { Element, ElementContent, Root, RootContent, Text } from "hast";
import type { TextSource } from "../../../src/article/markdown/tree.ts";
import { attributeOf, isElement, replaceElements, textOf } from "./meaning.ts";

/** A change of a text's meaning that is meant: everything else that micromark sees must stay. */
export interface IntendedChange {
  readonly what: string;
  readonly why: string;
  /** Whose texts it concerns; undefined: everyone's. */
  readonly source?: TextSource;
  /** Does the same to what micromark reads in the text as it was; and, if it says so, as it is published. */
  readonly change: (tree: Root) => Root;
  readonly onBothSides?: true;
}

const kept = /^(?:sub|sup|kbd|b|i|u|s|mark|small|q|cite|ins|del|em|strong|abbr|var|samp|dfn|code)$/;

export const intendedChanges: readonly IntendedChange[] = [
  {
    what: "a heading's level",
    why: "it stands below that of its section",
    onBothSides: true,
    change: (tree) =>
      replaceElements(tree, (element) =>
        /^h[1-6]$/.test(element.tagName) ? [{ ...element, tagName: "h" }] : [element],
      ),
  },
  {
    what: "a heading without a word is left out",
    why: "nobody could find it, and no link could lead to it",
    change: (tree) =>
      replaceElements(tree, (element) =>
        isElement(element, "h") && textOf(element).trim() === "" ? [] : [element],
      ),
  },
  {
    what: "a heading in a list or a quote is a strong line",
    why: "it heads no section of the page",
    change: (tree) =>
      replaceElements(tree, (element, parents) => {
        const isNested = parents.some((parent) => isElement(parent, "li", "blockquote"));
        if (!isElement(element, "h") || !isNested) {
          return [element];
        }
        return [
          {
            ...element,
            tagName: "p",
            children: [
              { type: "element", tagName: "strong", properties: {}, children: element.children },
            ],
          },
        ];
      }),
  },
  {
    what: "an address's scheme is in lower case, and a title on one line",
    why: "a page's links are checked in one form",
    change: (tree) =>
      replaceElements(tree, (element) => {
        const href = attributeOf(element, "href");
        const title = attributeOf(element, "title");
        const scheme = /^[a-z]+:/i.exec(href)?.[0] ?? "";
        const properties = {
          ...element.properties,
          ...(scheme !== "" && { href: scheme.toLowerCase() + href.slice(scheme.length) }),
          ...(title !== "" && { title: title.replaceAll(/\s+/g, " ").trim() }),
        };
        return [{ ...element, properties }];
      }),
  },
  {
    what: "a heading is one line",
    why: "so are its entry in the table of contents and its anchor",
    onBothSides: true,
    change: (tree) =>
      replaceElements(tree, (element, parents) =>
        isElement(element, "br") && parents.some((parent) => isElement(parent, "h"))
          ? [text(" ")]
          : [element],
      ),
  },
  {
    what: "a <br> breaks the line, a tag of the short list stays, any other is shown",
    why: "a page must hold no HTML that could do harm",
    onBothSides: true,
    change: readRaw,
  },
  {
    what: "a fence without a language is called text",
    why: "the web page says which language a box holds",
    onBothSides: true,
    change: (tree) =>
      replaceElements(tree, (element) => {
        const { className } = element.properties;
        const isText = Array.isArray(className) && className[0] === "language-text";
        return [isText ? { ...element, properties: {} } : element];
      }),
  },
  {
    what: "a remote picture is a link, and one that leads nowhere its text",
    why: "a page loads nothing from elsewhere",
    change: (tree) =>
      replaceElements(tree, (element, parents) => {
        if (!isElement(element, "img")) {
          return [element];
        }
        const src = attributeOf(element, "src");
        const alt = attributeOf(element, "alt");
        const place = placeOf(src);
        if (place === "local") {
          return [element];
        }
        const inLink = parents.some((parent) => isElement(parent, "a"));
        if (place === "refused" || inLink) {
          return [text(alt)];
        }
        return [link(src, attributeOf(element, "title"), [text(alt)])];
      }),
  },
  {
    what: "a model's link or picture that leads beside the page is its text",
    why: "a model cannot know what lies there",
    source: "model",
    change: (tree) =>
      replaceElements(tree, (element) => {
        if (isElement(element, "img")) {
          return [text(attributeOf(element, "alt"))];
        }
        if (!isElement(element, "a")) {
          return [element];
        }
        return placeOf(addressOf(element)) === "local" ? element.children : [element];
      }),
  },
  {
    what: "a link of any scheme but http, https and mailto is its text",
    why: "it could run a script",
    change: (tree) =>
      replaceElements(tree, (element) =>
        isElement(element, "a") && placeOf(addressOf(element)) === "refused"
          ? element.children
          : [element],
      ),
  },
  {
    what: "a link without a word shows its address, a picture without a text its file's name",
    why: "nobody could follow it",
    change: (tree) =>
      replaceElements(tree, (element) => {
        if (isElement(element, "img") && attributeOf(element, "alt").trim() === "") {
          const name = addressOf(element).split(/[?#]/)[0]?.split("/").at(-1) ?? "";
          return [{ ...element, properties: { ...element.properties, alt: decodeURI(name) } }];
        }
        if (!isElement(element, "a") || textOf(element).trim() !== "") {
          return [element];
        }
        if (element.children.some((child) => isElement(child, "img"))) {
          return [element];
        }
        return [{ ...element, children: [text(addressOf(element))] }];
      }),
  },
  {
    what: "emphasis within the same emphasis is one",
    why: "a reader sees no difference",
    onBothSides: true,
    change: (tree) =>
      replaceElements(tree, (element, parents) =>
        isElement(element, "em", "strong", "del") &&
        parents.some(({ tagName }) => tagName === element.tagName)
          ? element.children
          : [element],
      ),
  },
  {
    what: "a rule at the end of a model's text is left out",
    why: "it divides the answer from what was said around it",
    source: "model",
    onBothSides: true,
    change: (tree) => {
      const shown = tree.children.filter(
        (node) => node.type !== "text" || node.value.trim() !== "",
      );
      const first = shown.findIndex((node) => !isElement(node, "hr"));
      const last = shown.findLastIndex((node) => !isElement(node, "hr"));
      return { ...tree, children: first < 0 ? [] : shown.slice(first, last + 1) };
    },
  },
];

function text(value: string): Text {
  return { type: "text", value };
}

function link(href: string, title: string, children: ElementContent[]): Element {
  const properties = { href, ...(title !== "" && { title }) };
  return { type: "element", tagName: "a", properties, children };
}

function addressOf(element: Element): string {
  return attributeOf(element, element.tagName === "img" ? "src" : "href");
}

function placeOf(url: string): "local" | "remote" | "refused" {
  if (url === "" || url === "#") {
    return "refused";
  }
  const scheme = /^([^/?#]*?):/.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return url.startsWith("//") ? "remote" : "local";
  }
  return ["http", "https", "mailto"].includes(scheme) ? "remote" : "refused";
}

/** Pairs the tags that stay, as a browser would; what has no counterpart is shown. */
function readRaw(tree: Root): Root {
  const read = replaceElements(tree, (element, parents) => {
    if (isElement(element, "raw-block")) {
      const paragraphs = readRawBlock(textOf(element));
      return parents.at(-1)?.tagName === "li"
        ? paragraphs.flatMap(({ children }) => children)
        : paragraphs;
    }
    if (element.tagName !== "raw-text") {
      return [element];
    }
    return [/^<br\s*\/?>$/i.test(textOf(element)) ? lineBreak() : element];
  });
  const paired = replaceElements(read, (element) => [
    { ...element, children: pairTags(element.children) as ElementContent[] },
  ]);
  return { ...paired, children: pairTags(paired.children) };
}

function lineBreak(): Element {
  return { type: "element", tagName: "br", properties: {}, children: [] };
}

function readRawBlock(raw: string): readonly Element[] {
  return raw.split(/\n[ \t]*\n/).map((part): Element => {
    const children = part
      .split(/(<!--(?![->[])(?:(?!--)[^<>])*-->|<[^<>]*>)/)
      .filter((piece) => piece !== "")
      .map((piece): ElementContent => {
        if (!piece.startsWith("<")) {
          return text(piece);
        }
        if (/^<br\s*\/?>$/i.test(piece)) {
          return lineBreak();
        }
        return { type: "element", tagName: "raw-text", properties: {}, children: [text(piece)] };
      });
    return { type: "element", tagName: "p", properties: {}, children };
  });
}

function pairTags(nodes: readonly RootContent[]): RootContent[] {
  const out: RootContent[] = [];
  const open: { name: string; at: number }[] = [];
  for (const node of nodes) {
    const raw = isElement(node, "raw-text") ? textOf(node) : undefined;
    if (raw === undefined) {
      out.push(node);
      continue;
    }
    if (/^<!--(?![->[])(?:(?!--)[^<>])*-->$/.test(raw)) {
      continue;
    }
    const [, slash, name = ""] = /^<(\/?)([a-z]+)[^>]*>$/i.exec(raw) ?? [];
    const tagName = name.toLowerCase();
    if (slash === "" && kept.test(tagName)) {
      open.push({ name: tagName, at: out.length });
    }
    const last = open.findLastIndex((each) => each.name === tagName);
    const opened = open[last];
    if (slash === "/" && opened !== undefined) {
      open.length = last;
      const children = out.splice(opened.at).slice(1) as ElementContent[];
      out.push({ type: "element", tagName, properties: {}, children });
      continue;
    }
    out.push(text(raw));
  }
  return out;
}
