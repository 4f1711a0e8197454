import type { Element, ElementContent, Nodes, Root } from "hast";
import { fromHtml } from "hast-util-from-html";
import { toHtml } from "hast-util-to-html";

/** What stands in a page, for a site that has a design of its own. */
export interface PageBody {
  readonly title: string;
  readonly description?: string;
  /** The pictures that it shows, relative to the page. */
  readonly pictures: readonly string[];
  /** The largest of a picture that the page shows, by the file of any of its widths. */
  readonly largestOf: (file: string) => string | undefined;
  /** @param lead where an address leads on the site; undefined makes a link its text */
  readonly toHtml: (lead: (address: string) => string | undefined) => string;
}

const unwrapped: ReadonlySet<string> = new Set(["section", "div", "button", "article", "picture"]);
const dropped: ReadonlySet<string> = new Set(["header", "nav", "script", "style", "source"]);

/** Takes from a page of Prelo's what is its article: no masthead, no contents, nothing that opens. */
export function readPageBody(page: string): PageBody {
  const tree = fromHtml(page);
  const article = find(tree, ({ tagName }) => tagName === "article");
  const title = find(tree, ({ tagName }) => tagName === "h1");
  const standfirst = find(tree, ({ properties }) => classOf(properties).includes("lead"));
  const body = directed(clean(article?.children ?? []), tree);
  const pictures = new Set<string>();
  const widths = new Map<string, string>();
  visit(tree.children, ({ tagName, properties }) => {
    if (tagName === "img" && isPicture(textIn(properties["src"]))) {
      for (const file of candidatesOf(properties)) {
        widths.set(file, largest(properties));
      }
    }
  });
  visit(body, ({ tagName, properties }) => {
    const address = properties[tagName === "img" ? "src" : "href"];
    if (typeof address === "string" && isPicture(address)) {
      pictures.add(address);
    }
  });
  return {
    title: textOf(title),
    ...(standfirst !== undefined && { description: textOf(standfirst) }),
    pictures: [...pictures],
    largestOf: (file) => widths.get(file),
    toHtml: (lead) => toHtml({ type: "root", children: led(body, lead) }).trim(),
  };
}

/** The design of a site is made for its own language: a text from right to left says so itself. */
function directed(body: ElementContent[], tree: Root): ElementContent[] {
  const { dir, lang } = find(tree, ({ tagName }) => tagName === "html")?.properties ?? {};
  return dir === "rtl"
    ? [{ type: "element", tagName: "div", properties: { lang, dir }, children: body }]
    : body;
}

/** Where the addresses of a text lead on the site. */
function led(
  nodes: readonly ElementContent[],
  lead: (address: string) => string | undefined,
): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type !== "element") {
      return [node];
    }
    const children = led(node.children, lead);
    const key = node.tagName === "img" ? "src" : "href";
    const address = node.properties[key];
    if (typeof address !== "string") {
      return [{ ...node, children }];
    }
    const leads = lead(address);
    return leads === undefined
      ? children
      : [{ ...node, properties: { ...node.properties, [key]: leads }, children }];
  });
}

/** What a reader is told: the words and the addresses of a text, whatever a site has made of its markup. */
export function gistOf(html: string): string {
  const tree = fromHtml(html, { fragment: true });
  const words = textOf(tree).replaceAll(/\s+/g, "");
  const sources: string[] = [];
  visit(tree.children, ({ tagName, properties }) => {
    if (tagName === "img") {
      sources.push(textIn(properties["src"]));
    }
  });
  return JSON.stringify([words, sources]);
}

function isPicture(address: string): boolean {
  return /^(?:\.\.\/)?img\/[^/]+$/.test(address); // A translation shows those of its source.
}

function clean(nodes: readonly Nodes[]): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type === "text") {
      return [node];
    }
    if (
      node.type !== "element" ||
      dropped.has(node.tagName) ||
      "popover" in node.properties ||
      classOf(node.properties).includes("anchor")
    ) {
      return [];
    }
    const children = clean(node.children);
    if (unwrapped.has(node.tagName)) {
      return node.tagName === "section" ? withId(children, node.properties["id"]) : children;
    }
    return [{ ...node, properties: keepSome(node), children }];
  });
}

/** A link to a section leads to its heading. */
function withId(children: ElementContent[], id: unknown): ElementContent[] {
  const heading = children.find((child) => child.type === "element" && /^h\d$/.test(child.tagName));
  if (heading?.type === "element" && typeof id === "string") {
    heading.properties["id"] = id;
  }
  return children;
}

const kept: ReadonlySet<string> = new Set([
  "href",
  "title",
  "alt",
  "id",
  "start",
  "lang",
  "dir",
  "display",
  "encoding",
]);

function keepSome({ tagName, properties }: Element): Element["properties"] {
  const own = Object.fromEntries(Object.entries(properties).filter(([name]) => kept.has(name)));
  if (tagName === "img") {
    return { ...own, src: largest(properties) };
  }
  const language = classOf(properties).filter((name) => name.startsWith("language-"));
  return { ...own, ...(tagName === "code" && language.length > 0 && { className: language }) };
}

/** The last candidate is the widest. */
function largest(properties: Element["properties"]): string {
  return candidatesOf(properties).at(-1) ?? textIn(properties["src"]);
}

function candidatesOf({ src, srcSet }: Element["properties"]): readonly string[] {
  const text = textIn(srcSet);
  return (text === "" ? textIn(src) : text)
    .split(",")
    .map((each) => each.trim().split(/\s+/)[0] ?? "")
    .filter((file) => file !== "");
}

function textIn(value: Element["properties"][string]): string {
  return typeof value === "string" ? value : "";
}

function classOf({ className }: Element["properties"]): readonly string[] {
  return Array.isArray(className) ? className.map(String) : [];
}

function visit(nodes: readonly Nodes[], see: (element: Element) => void): void {
  for (const node of nodes) {
    if (node.type === "element") {
      see(node);
      visit(node.children, see);
    }
  }
}

function find(tree: Root, isWanted: (element: Element) => boolean): Element | undefined {
  let found: Element | undefined;
  visit(tree.children, (element) => {
    found ??= isWanted(element) ? element : undefined;
  });
  return found;
}

function textOf(node: Nodes | undefined): string {
  if (node?.type === "text") {
    return node.value;
  }
  return node !== undefined && "children" in node
    ? node.children.map((child) => textOf(child)).join("")
    : "";
}
