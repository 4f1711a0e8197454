import { emptyGroup } from "../../prose/formula-signs.ts";
import { findMathEnd } from "../../prose/formulas.ts";
import { escapeLineStart } from "./line-start.ts";
import { writePlainProse } from "./plain-prose.ts";
import type { Block, Inline, List, MathBlock, Note, Table } from "./tree.ts";
import { writeInlines } from "./write-inlines.ts";

/** Writes the tree as Markdown: one blank line between blocks, one line end at the end. */
export function writeMarkdown(blocks: readonly Block[]): string {
  const lines = writeBlocks(blocks);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** The lines of the blocks, blank ones between them. */
function writeBlocks(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block, index) =>
    index === 0 ? writeBlock(block) : ["", ...writeBlock(block)],
  );
}

function writeBlock(block: Block): readonly string[] {
  switch (block.type) {
    case "heading":
      return [`${"#".repeat(block.level)} ${writeHeading(block.children)}`];
    case "paragraph":
      return writeParagraph(block.children);
    case "quote":
      return writeBlocks(block.children).map((line) => (line === "" ? ">" : `> ${line}`));
    case "list":
      return writeList(block);
    case "table":
      return writeTable(block);
    case "code":
      return writeCode(block.language, block.code);
    case "math":
      return writeMath(block);
    case "note":
      return writeNote(block);
    case "rule":
      return ["---"];
    default:
      return block satisfies never;
  }
}

function writeParagraph(children: readonly Inline[]): readonly string[] {
  const prose = writePlainProse(children);
  if (prose !== undefined) return prose.split("\n");
  return writeInlines(children)
    .split("\n")
    .map((line) => escapeLineStart(line));
}

/** A `#` at the end of a heading would be taken for a closing mark. */
function writeHeading(children: readonly Inline[]): string {
  return (writePlainProse(children) ?? writeInlines(children, { inHeading: true }))
    .replaceAll("\n", " ")
    .replace(/#+$/, (marks) => "\\#".repeat(marks.length));
}

function writeList(list: List): readonly string[] {
  const loose = isLoose(list);
  return list.items.flatMap((item, index) => {
    const marker = list.start === undefined ? "- " : `${list.start + index}${list.delimiter} `;
    const task = item.checked === undefined ? "" : item.checked ? "[x] " : "[ ] ";
    const indent = " ".repeat(marker.length);
    const lines = loose
      ? writeBlocks(item.children)
      : item.children.flatMap((child) => writeBlock(child));
    const written = lines.map((line, number) => {
      if (number === 0) return `${marker}${task}${line}`;
      return line === "" ? "" : `${indent}${line}`;
    });
    return loose && index > 0 ? ["", ...written] : written;
  });
}

/** Only items of one paragraph, one list, or a paragraph and its list can stand without blank lines. */
export function isLoose(list: List): boolean {
  return list.items.some(({ children }) => {
    const [first, second] = children;
    const isTight =
      (children.length === 1 && (first?.type === "paragraph" || first?.type === "list")) ||
      (children.length === 2 && first?.type === "paragraph" && second?.type === "list");
    const nested = children.some((child) => child.type === "list" && isLoose(child));
    return !isTight || nested || (list.loose && list.items.length > 1);
  });
}

function writeRow(cells: readonly string[]): string {
  return `|${cells.map((cell) => (cell === "" ? " |" : ` ${cell} |`)).join("")}`;
}

function writeTable(table: Table): readonly string[] {
  const written = (cells: readonly (readonly Inline[])[]): string =>
    writeRow(cells.map((cell) => writeInlines(cell, { inTable: true }).replaceAll("\n", " ")));
  const dashes = table.align.map((align) => {
    if (align === null) return "---";
    return { left: ":---", center: ":---:", right: "---:" }[align];
  });
  return [written(table.header), writeRow(dashes), ...table.rows.map((cells) => written(cells))];
}

function writeCode(language: string, code: string): readonly string[] {
  const runs = [...code.matchAll(/`+/g)].map((match) => match[0].length);
  const fence = "`".repeat(Math.max(2, ...runs) + 1);
  return [`${fence}${language}`, ...(code === "" ? [] : code.split("\n")), fence];
}

/** Four spaces before all but the first line: GitHub, pandoc and markdown-it agree on that. */
function writeNote({ label, children }: Note): readonly string[] {
  return writeBlocks(children).map((line, number) => {
    if (number === 0) return `[^${label}]: ${line}`;
    return line === "" ? "" : `    ${line}`;
  });
}

/** Lines stay as they are unless a renderer without formulas would take one for another block. */
function writeMath(math: MathBlock): readonly string[] {
  const close = math.open === "$$" ? "$$" : "\\]";
  const lines = math.content.split("\n");
  if (lines.length === 1) return [`${math.open}${math.content}${close}`];
  const inner = lines.slice(1, -1);
  if (inner.every((line) => escapeLineStart(line) === line)) return [math.open, ...inner, close];
  // On one line, a comment of TeX's would reach to its end.
  const shown = inner.map((line) => line.replace(/(?<!\\)((?:\\\\)*)%.*/, "$1").trim());
  const content = shown.join(" ");
  const written = `${math.open} ${content} ${close}`;
  // Dollars within a line are a formula's only with a sign that they are.
  return findMathEnd(written, 0, "") === written.length
    ? [written]
    : [`${math.open} ${emptyGroup} ${content} ${close}`];
}
