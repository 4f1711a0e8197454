import type { Element } from "hast";

/** The elements that stand directly in another, without what text is between them. */
export function elementsOf(element: Element): Element[] {
  return element.children.filter((child) => child.type === "element");
}

/** What a property lists, in order; nothing when the element has none. */
export function readList(element: Element, property: string): readonly string[] {
  const value = element.properties[property];
  if (Array.isArray(value)) {
    return value.map(String);
  }
  return typeof value === "string" ? value.split(" ") : [];
}
