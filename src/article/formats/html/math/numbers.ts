import type { Element, ElementContent, Nodes } from "hast";
import { elementsOf, readList } from "./elements.ts";

/** Marks the number of an equation. No colour gets to the page. */
const numberColor = "#0a5c1e";

/**
 * What KaTeX is to make of `\tag`. Where it numbers a row of a formula, it leaves the number out of
 * its MathML, but for an empty cell: so the number stands in the row as well, marked. KaTeX changes
 * the object, which must be a new one for each formula.
 */
export function numberMacros(): Record<string, string> {
  const number = String.raw`\textcolor{#${numberColor}}{\text{#1}}`;
  return { "\\tag@literal": String.raw`\gdef\df@tag{\text{#1}}${number}` };
}

/** True for a formula that names the colour of the mark itself: its parts would pass for a number. */
export function isMarkedAlready(tex: string): boolean {
  return tex.includes(numberColor.slice(1));
}

/**
 * Brings the numbers of equations to the ends of their rows, into one column, and takes out the
 * cells that only stretch a row to the width of the page: they would shift the columns.
 * @param tree is changed
 */
export function placeNumbers(tree: Nodes): void {
  if (!("children" in tree)) {
    return;
  }
  // A table within comes first: its numbers are its own.
  for (const child of tree.children) {
    placeNumbers(child);
  }
  if (tree.type === "element" && tree.tagName === "mtable") {
    numberRows(tree);
  }
}

function numberRows(table: Element): void {
  // KaTeX frames a formula with one number for all: a table of stretching cells, the last with it.
  const isFrame = table.properties["width"] === "100%";
  const rows = elementsOf(table);
  const numbers = rows.map((row) => {
    const cells = elementsOf(row);
    const own = cells.filter((cell, index) => (isFrame ? index === 1 : !isOfNumber(cell)));
    row.children = own;
    const taken = own.length === cells.length ? [] : takeNumbers(row);
    // A table's cells are set as in a sentence, unless they say otherwise.
    if (isFrame) {
      for (const cell of own) {
        cell.children = [setDisplayed(cell.children)];
      }
    }
    return taken;
  });
  const columns = Math.max(...rows.map((row) => row.children.length));
  for (const [index, row] of rows.entries()) {
    const children = numbers[index] ?? [];
    if (children.length === 0) {
      continue;
    }
    while (row.children.length < columns) {
      row.children.push(makeCell([]));
    }
    const cell = makeCell(children);
    cell.properties["className"] = ["number"];
    row.children.push(cell);
  }
}

/** Takes what is marked as a number out of an element. */
function takeNumbers(element: Element): readonly ElementContent[] {
  return elementsOf(element).flatMap((child) => {
    if (child.properties["mathcolor"] !== numberColor) {
      return takeNumbers(child);
    }
    element.children = element.children.filter((other) => other !== child);
    return child.children;
  });
}

/** True for the cells that KaTeX adds to a row with a number. */
function isOfNumber(cell: Element): boolean {
  return readList(cell, "className").some((name) => /^(?:mtr-glue|mml-eqn-num)$/.test(name));
}

function setDisplayed(children: readonly ElementContent[]): Element {
  const properties = { scriptlevel: "0", displaystyle: "true" };
  return { type: "element", tagName: "mstyle", properties, children: [...children] };
}

function makeCell(children: readonly ElementContent[]): Element {
  return { type: "element", tagName: "mtd", properties: {}, children: [...children] };
}
