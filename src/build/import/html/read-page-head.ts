import type { Element, Nodes, Root } from "hast";
import { attribute, classesOf, find, findWhere, textOf } from "./elements.ts";

/** What a page says of itself: in its head, and in the marks of its author and its date. */
export function readPageHead(tree: Root): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  const html = find(tree, "html");
  values["lang"] = html && attribute(html, "lang");
  const head = find(tree, "head");
  for (const child of head?.children ?? []) {
    if (child.type !== "element") {
      continue;
    }
    if (child.tagName === "title") {
      values["title"] = textOf(child);
    }
    const name = (attribute(child, "name") ?? attribute(child, "property"))?.toLowerCase();
    const known = name === undefined ? undefined : metaNames[name];
    if (child.tagName === "meta" && known !== undefined) {
      values[known] ??= attribute(child, "content");
    }
  }
  const said = (name: string): Element | undefined =>
    findWhere(tree, (element) => classesOf(element).includes(name));
  values["author"] ??= textIn(said("p-author"));
  values["description"] ??= textIn(said("p-summary"));
  const published = said("dt-published");
  values["date"] ??= published && attribute(published, "dateTime");
  const title = titleOf(find(tree, "body") ?? tree);
  return title === undefined ? values : { ...values, title };
}

const metaNames: Readonly<Record<string, string>> = {
  description: "description",
  author: "author",
  keywords: "keywords",
  date: "date",
  "og:title": "title",
  "og:description": "description",
  "article:author": "author",
  "article:published_time": "date",
};

/** The title that stands in a text itself. */
export function titleOf(node: Nodes): string | undefined {
  return textIn(
    findWhere(
      node,
      (element) =>
        element.tagName === "h1" ||
        (element.tagName === "p" && classesOf(element).includes("title")),
    ),
  );
}

function textIn(element: Element | undefined): string | undefined {
  const text = element && textOf(element).replaceAll(/\s+/g, " ").trim();
  return text === "" ? undefined : text;
}
