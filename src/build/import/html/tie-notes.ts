import type { Element, ElementContent, Root } from "hast";
import {
  attribute,
  markName,
  noteName,
  type Parent,
  replaceNode,
  targetOf,
  textOf,
  walkElements,
} from "./elements.ts";

interface Place {
  readonly element: Element;
  readonly parents: readonly Parent[];
}

/**
 * Finds the footnotes of a page, in place: a link that leads to a text in which another leads back. All programs
 * do it so, whatever they call them.
 */
export function tieNotes(tree: Root): void {
  const links: Place[] = [];
  const byName = new Map<string, Place>();
  const visit = (node: Parent, parents: readonly Parent[]): void => {
    for (const child of node.children) {
      if (child.type === "element") {
        const place = { element: child, parents: [...parents, node] };
        const id = attribute(child, "id");
        if (id !== undefined && !byName.has(id)) {
          byName.set(id, place);
        }
        if (targetOf(child) !== undefined) {
          links.push(place);
        }
        visit(child, place.parents);
      }
    }
  };
  visit(tree, []);
  const labels = new Map<Element, string>();
  for (const mark of links) {
    const target = byName.get(targetOf(mark.element) ?? "");
    const note = target && noteOf(target);
    const backs = note === undefined ? [] : backsOf(note.element, mark);
    // A note stands below what refers to it: a table of contents has its links above.
    if (note !== undefined && backs.length > 0 && isShort(mark.element)) {
      const label = labels.get(note.element) ?? `note-${labels.size + 1}`;
      labels.set(note.element, label);
      const [around] = mark.parents.slice(-1);
      const isRaised = around?.type === "element" && around.tagName === "sup";
      const shown = isRaised ? around : mark.element;
      const outer = mark.parents.at(isRaised ? -2 : -1);
      if (outer !== undefined) {
        replaceNode(outer, shown, [{ ...empty, tagName: markName, properties: { label } }]);
      }
    }
  }
  for (const [element, label] of labels) {
    const children = withoutBacks(element.children);
    Object.assign(element, { tagName: noteName, properties: { label }, children });
  }
  // A list of notes is no list any more.
  walkElements(tree, (element) => {
    if (element.children.some(isNote)) {
      element.tagName = "div";
    }
  });
}

const empty = { type: "element" as const, children: [] };

function isNote(child: ElementContent): boolean {
  return child.type === "element" && child.tagName === noteName;
}

/** A mark is a number or a sign: a link whose text is longer is one of the text. */
function isShort(element: Element): boolean {
  return /^.{1,5}$/u.test(textOf(element).trim());
}

/** What holds a note: the item or the paragraph that has its name, or begins with what has it. */
function noteOf({ element, parents }: Place): Place | undefined {
  const block = /^(?:li|p|div|dd|aside|section)$/;
  if (block.test(element.tagName)) {
    return { element, parents };
  }
  const at = parents.findLastIndex((each) => each.type === "element" && block.test(each.tagName));
  const found = parents[at];
  return found?.type === "element" ? { element: found, parents: parents.slice(0, at) } : undefined;
}

/** The links in a note that lead back to a mark: to it, or to what it stands in. */
function backsOf(note: Element, { element, parents }: Place): readonly Element[] {
  if (parents.includes(note)) {
    return [];
  }
  const names = new Set(
    [element, ...parents.slice(-2), ...element.children].map((each) =>
      each.type === "element" ? (attribute(each, "id") ?? attribute(each, "name")) : undefined,
    ),
  );
  const backs: Element[] = [];
  walkElements(note, (each) => {
    const target = targetOf(each);
    if (target !== undefined && names.has(target)) {
      backs.push(each);
    }
  });
  return backs;
}

/** Links to the page itself that only show a sign, and what raises them. */
function withoutBacks(nodes: readonly ElementContent[]): ElementContent[] {
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type !== "element") {
      return [node];
    }
    const isBack = targetOf(node) !== undefined && isShort(node);
    const children = withoutBacks(node.children);
    const isEmptied = node.tagName === "sup" && children.every((child) => child.type !== "text");
    return isBack || isEmptied ? [] : [{ ...node, children }];
  });
}
