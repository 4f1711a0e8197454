import type { Element, Root } from "hast";
import { classesOf, type Parent, walkElements } from "./elements.ts";

/** Google Docs writes a list of each depth beside the one that it belongs to; here it is put into that, in place. */
export function nestLists(tree: Root): void {
  const all: Parent[] = [tree];
  walkElements(tree, (element) => all.push(element));
  for (const parent of all) {
    const open: { readonly depth: number; readonly list: Element }[] = [];
    const kept = parent.children.filter((child) => {
      const depth = child.type === "element" ? depthOf(child) : undefined;
      if (child.type !== "element" || depth === undefined) {
        if (child.type !== "text" || child.value.trim() !== "") {
          open.length = 0;
        }
        return true;
      }
      while ((open.at(-1)?.depth ?? -1) > depth) {
        open.pop();
      }
      const last = open.at(-1);
      if (last !== undefined && last.depth === depth && last.list.tagName === child.tagName) {
        last.list.children.push(...child.children);
        return false;
      }
      const above = open.findLast((each) => each.depth < depth);
      open.push({ depth, list: child });
      const item = above?.list.children.findLast((each) => each.type === "element");
      if (item?.type === "element") {
        item.children.push(child);
        return false;
      }
      return true;
    });
    Object.assign(parent, { children: kept });
  }
}

/** From 0; undefined for what is no list of such a program. */
function depthOf(element: Element): number | undefined {
  const name = classesOf(element).find((each) => /^lst-kix_\w+-\d+$/.test(each));
  const isList = element.tagName === "ul" || element.tagName === "ol";
  return isList && name !== undefined ? Number(/\d+$/.exec(name)?.[0]) : undefined;
}
