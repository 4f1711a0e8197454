import type { Element, ElementContent, Nodes, Root, RootContent } from "hast";
import { fromHtml } from "hast-util-from-html";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

type HtmlExtension = NonNullable<
  NonNullable<Parameters<typeof micromark>[1]>["htmlExtensions"]
>[number];
type CompileContext = ThisParameterType<
  NonNullable<NonNullable<HtmlExtension["enter"]>["htmlText"]>
>;

/** Raw HTML is marked as such, so that a tag and a text that shows one are told apart. */
const markRaw: HtmlExtension = {
  enter: {
    htmlText(this: CompileContext) {
      this.buffer();
    },
    htmlFlow(this: CompileContext) {
      this.lineEndingIfNeeded();
      this.buffer();
    },
  },
  exit: {
    htmlText(this: CompileContext) {
      this.raw(`<raw-text>${this.resume()}</raw-text>`);
    },
    htmlFlow(this: CompileContext) {
      this.raw(`<raw-block>${this.resume()}</raw-block>`);
    },
  },
};

/** What micromark, a reader that Prelo has no part in, makes of a text. */
export function readWithMicromark(markdown: string): Root {
  const html = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml(), markRaw],
    allowDangerousProtocol: true,
  });
  return readHtml(html);
}

/** The links of footnotes are each reader's own. */
export function readHtml(html: string): Root {
  return replaceElements(fromHtml(html, { fragment: true }), (element) => {
    const name = attributeOf(element, "href") || attributeOf(element, "id");
    if (!/^#?(?:user-content-)?fn/.test(name)) {
      return [element];
    }
    return element.tagName === "a" ? element.children : [{ ...element, properties: {} }];
  });
}

/** Empty where it is missing. */
export function attributeOf({ properties }: Element, name: string): string {
  const value: unknown = properties[name];
  return typeof value === "string" ? value : "";
}

const blocks = new Set(
  "p h1 h2 h3 h4 h5 h6 h ul ol li blockquote pre table thead tbody tr th td hr raw-block section".split(
    " ",
  ),
);

/** True for an element of one of these names. */
export function isElement<Name extends string>(
  node: Nodes,
  ...names: readonly Name[]
): node is Element & { readonly tagName: Name } {
  return node.type === "element" && names.some((name) => name === node.tagName);
}

export function textOf(node: Nodes): string {
  if (node.type === "text") {
    return node.value;
  }
  return "children" in node ? node.children.map((child) => textOf(child)).join("") : "";
}

/** Replaces each element from the innermost on; `change` gives what stands in its place. */
export function replaceElements(
  root: Root,
  change: (element: Element, parents: readonly Element[]) => readonly RootContent[],
): Root {
  const each = (
    nodes: readonly RootContent[],
    parents: readonly Element[],
  ): readonly RootContent[] =>
    nodes.flatMap((node) => {
      if (node.type !== "element") {
        return [node];
      }
      const children = each(node.children, [...parents, node]) as ElementContent[];
      return change({ ...node, children }, parents);
    });
  return { ...root, children: [...each(root.children, [])] };
}

/** One line for each thing that a reader could tell apart: white space that shows nothing is gone. */
export function describeTree(root: Root): string {
  return describeBlocks(root.children).join("\n");
}

function describeBlocks(nodes: readonly RootContent[]): readonly string[] {
  const lines: string[] = [];
  let open: RootContent[] = [];
  const close = (): void => {
    const text = trimInline(open.map((node) => describeInline(node)).join(""));
    if (text !== "") {
      lines.push(text);
    }
    open = [];
  };
  for (const node of nodes) {
    if (node.type !== "element" || !blocks.has(node.tagName)) {
      open.push(node);
      continue;
    }
    close();
    if (isElement(node, "pre")) {
      lines.push(`${tagOf(node)} ${JSON.stringify(textOf(node))}`);
    } else {
      const inner = describeBlocks(node.children).map((line) => `  ${line}`);
      // A paragraph of nothing but a comment.
      if (node.tagName !== "p" || inner.length > 0) {
        lines.push(tagOf(node), ...inner);
      }
    }
  }
  close();
  return lines;
}

function describeInline(node: RootContent): string {
  if (node.type === "text") {
    return node.value.replaceAll(/[ \t\n]+/g, " ");
  }
  if (node.type !== "element") {
    return "";
  }
  if (node.tagName === "br") {
    return "<br>";
  }
  if (node.tagName === "code") {
    return `<code ${JSON.stringify(textOf(node))}>`;
  }
  const inner = node.children.map((child) => describeInline(child)).join("");
  return `${tagOf(node)}${inner}</${node.tagName}>`;
}

function trimInline(text: string): string {
  return text
    .replaceAll(/ *<br> */g, "<br>")
    .replaceAll(/ +/g, " ")
    .trim();
}

function tagOf({ tagName, properties, children }: Element): string {
  const code = tagName === "pre" ? children.find((child) => isElement(child, "code")) : undefined;
  const all = { ...properties, ...(code?.type === "element" ? code.properties : {}) };
  const attributes = Object.entries(all).map(
    ([name, value]) => ` ${name}=${JSON.stringify(value)}`,
  );
  return `<${tagName}${attributes.toSorted().join("")}>`;
}
