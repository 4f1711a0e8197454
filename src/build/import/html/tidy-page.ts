import type { Element, Root } from "hast";
import { nestLists } from "./nest-lists.ts";
import { tieNotes } from "./tie-notes.ts";
import { attribute, classesOf, replaceNode, targetOf, textOf, walkElements } from "./elements.ts";

/** What programs that write pages put around a text: dates, ways to share it, signs beside headings. */
const around =
  /^(?:entry-meta|posted-on|byline|post-meta|sharedaddy|sd-sharing\S*|jp-relatedposts|post-navigation|comments-area|toc|toc_container|ez-toc-container|table-of-contents|screen-reader-text|sr-only|anchor-link|headerlink|header-anchor|js-mixtapeImage|section-divider|jp-InputPrompt|jp-OutputPrompt|prompt)$/;

/**
 * Makes of a page what its Markdown is written from, in place: without what its program put around the text;
 * with the bold letters that only its styles make, with its footnotes, and with links to headings that
 * name these by their words.
 */
export function tidyPage(tree: Root): void {
  const styles = readStyles(tree);
  walkElements(tree, (element, parent) => {
    const id = attribute(element, "id") ?? "";
    if ([id, ...classesOf(element)].some((name) => around.test(name))) {
      replaceNode(parent, element, []);
    }
  });
  tieNotes(tree);
  nameHeadings(tree);
  walkElements(tree, (element) => {
    const { tagName, properties } = element;
    if (tagName === "p" && classesOf(element).includes("title")) {
      element.tagName = "h1";
    }
    if (classesOf(element).includes("graf--subtitle")) {
      element.tagName = "p";
    }
    if (tagName === "a") {
      properties["href"] = withoutRedirect(attribute(element, "href"));
    }
    if (tagName === "span" || tagName === "b") {
      setLetters(element, styles);
    }
  });
  nestLists(tree);
}

/** What the classes of a page do to letters, by their names. */
function readStyles(tree: Root): ReadonlyMap<string, string> {
  const styles = new Map<string, string>();
  walkElements(tree, (element) => {
    if (element.tagName === "style") {
      for (const [, name = "", rules = ""] of textOf(element).matchAll(/\.([\w-]+)\{([^{}]*)\}/g)) {
        styles.set(name, rules);
      }
    }
  });
  return styles;
}

/** Google Docs and pages pasted from it know no `<b>` and no `<i>`, only styles. */
function setLetters(element: Element, styles: ReadonlyMap<string, string>): void {
  const rules = [...classesOf(element).map((name) => styles.get(name)), attribute(element, "style")]
    .filter((each) => each !== undefined)
    .join(";");
  const says = (pattern: RegExp): boolean => pattern.test(rules);
  if (element.tagName === "b") {
    // All of a pasted text stands in one that is not bold.
    element.tagName = says(/font-weight:\s*normal/) ? "span" : "b";
    return;
  }
  const names = [
    ...(says(/font-weight:\s*(?:bold|[6-9]00)/) ? ["strong"] : []),
    ...(says(/font-style:\s*italic/) ? ["em"] : []),
    ...(says(/text-decoration:\s*line-through/) ? ["del"] : []),
  ];
  const isBlank = textOf(element).trim() === "";
  for (const tagName of isBlank ? [] : names) {
    const { children } = element;
    element.children = [{ type: "element", tagName, properties: {}, children }];
  }
}

/** The address itself, of one that first leads to Google. */
function withoutRedirect(href: string | undefined): string | undefined {
  const found = /^https:\/\/www\.google\.com\/url\?(?:.*&)?q=([^&]+)/.exec(href ?? "")?.[1];
  try {
    return found === undefined ? href : decodeURIComponent(found);
  } catch {
    return href;
  }
}

/** Links to a heading name it by its words: what its own name was is not in Markdown. */
function nameHeadings(tree: Root): void {
  const words = new Map<string, string>();
  walkElements(tree, (element) => {
    if (!/^h[1-6]$/.test(element.tagName)) {
      return;
    }
    const text = encodeURIComponent(textOf(element).replaceAll(/\s+/g, " ").trim());
    const name = (each: Element): void => {
      for (const key of ["id", "name"]) {
        const id = attribute(each, key);
        if (id !== undefined && text !== "") {
          words.set(id, text);
        }
      }
    };
    name(element);
    walkElements(element, name);
  });
  walkElements(tree, (element) => {
    const text = words.get(targetOf(element) ?? "");
    if (text !== undefined) {
      element.properties["href"] = `#${text}`;
    }
  });
}
