import type { Element, Nodes } from "hast";
import { elementsOf, readList } from "./elements.ts";
import { writeVariant } from "./letters.ts";

/** What a word in another type is called in the style sheet. */
const wordClasses: Readonly<Record<string, string>> = {
  bold: "bold",
  italic: "italic",
  monospace: "mono",
};

/**
 * Says in MathML Core, the part of MathML that browsers set, what KaTeX says in MathML 3: letters
 * of another alphabet as characters of their own, alignment and lines of tables, and frames, as
 * classes of the style sheet.
 * @param tree is changed
 */
export function toCoreMath(tree: Nodes): void {
  if (tree.type === "element") {
    if (tree.tagName === "mtable") {
      alignTable(tree);
    } else if (tree.tagName === "menclose") {
      addClasses(tree, frameClasses(tree));
    } else {
      setVariant(tree);
    }
  }
  if ("children" in tree) {
    for (const child of tree.children) {
      toCoreMath(child);
    }
  }
}

function setVariant(element: Element): void {
  const variant = element.properties["mathvariant"];
  // An `mi` that says it is upright is one that Core knows.
  if (typeof variant !== "string" || variant === "normal") {
    return;
  }
  delete element.properties["mathvariant"];
  // A word is read aloud as a word only when its letters stay letters.
  if (element.tagName === "mtext") {
    return addClasses(element, [wordClasses[variant] ?? ""]);
  }
  for (const child of element.children) {
    if (child.type === "text") {
      child.value = writeVariant(child.value, variant);
    }
  }
}

function alignTable(table: Element): void {
  const columns = readList(table, "columnalign");
  const columnLines = readList(table, "columnlines");
  const rowLines = readList(table, "rowlines");
  for (const [rowIndex, row] of elementsOf(table).entries()) {
    if (isLine(rowLines[rowIndex])) {
      addClasses(row, ["below"]);
    }
    for (const [index, cell] of elementsOf(row).entries()) {
      if (readList(cell, "className").includes("number")) {
        continue;
      }
      const side = columns[index];
      addClasses(cell, [
        side === "left" || side === "right" ? side : "",
        isLine(columnLines[index]) ? "beside" : "",
      ]);
    }
  }
}

function isLine(line: string | undefined): boolean {
  return line === "solid" || line === "dashed";
}

/** KaTeX names the sides of a table's frame by the wrong axis: its `top` is the line before. */
const sides: Readonly<Record<string, string>> = {
  box: "box",
  top: "start",
  bottom: "end",
  left: "over",
  right: "under",
  updiagonalstrike: "strike-up",
  downdiagonalstrike: "strike-down",
  horizontalstrike: "strike",
};

function frameClasses(element: Element): readonly string[] {
  return readList(element, "notation").map((name) => sides[name] ?? "");
}

function addClasses(element: Element, names: readonly string[]): void {
  const classes = names.filter((name) => name !== "");
  if (classes.length > 0) {
    element.properties["className"] = classes;
  }
}
