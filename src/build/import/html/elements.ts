import type { Element, Nodes } from "hast";

export type Attribute = string | undefined;

/** The elements that stand for a footnote's mark and for its note; what they are called is in `label`. */
export const markName = "prelo-mark";
export const noteName = "prelo-note";

/** Calls `visit` with each element below a node, in the order of the page, and with what it stands in. */
export function walkElements(node: Nodes, visit: (element: Element, parent: Parent) => void): void {
  if (!("children" in node)) {
    return;
  }
  // A visitor may take elements out.
  for (const child of node.children.slice()) {
    if (child.type === "element") {
      visit(child, node);
      walkElements(child, visit);
    }
  }
}

export type Parent = Extract<Nodes, { children: unknown }>;

/** Puts other nodes in the place of one. */
export function replaceNode(parent: Parent, node: Element, others: Element["children"]): void {
  const children: Nodes[] = parent.children;
  const at = children.indexOf(node);
  if (at >= 0) {
    children.splice(at, 1, ...others);
  }
}

/** The classes of an element. */
export function classesOf({ properties }: Element): readonly string[] {
  const { className } = properties;
  return Array.isArray(className) ? className.map(String) : [];
}

/** The first element that passes, in the order of the page. */
export function findWhere(node: Nodes, passes: (element: Element) => boolean): Element | undefined {
  let found: Element | undefined;
  walkElements(node, (element) => {
    found ??= passes(element) ? element : undefined;
  });
  return found;
}

/** An attribute's text. */
export function attribute({ properties }: Element, name: string): Attribute {
  const value = properties[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** All text of an element, as it stands. */
export function textOf(node: Nodes): string {
  if (node.type === "text") {
    return node.value;
  }
  if (node.type === "element" && node.tagName === "br") {
    return "\n";
  }
  return "children" in node ? node.children.map((child) => textOf(child)).join("") : "";
}

/** The first element of a name below a node. */
export function find(node: Nodes, name: string): Element | undefined {
  if (node.type === "element" && node.tagName === name) {
    return node;
  }
  if (!("children" in node)) {
    return undefined;
  }
  for (const child of node.children) {
    const found = find(child, name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The name to which a link on the page itself leads. */
export function targetOf(element: Element): string | undefined {
  const href = element.tagName === "a" ? attribute(element, "href") : undefined;
  if (href?.startsWith("#") !== true) {
    return undefined;
  }
  try {
    return decodeURIComponent(href.slice(1));
  } catch {
    return href.slice(1);
  }
}
