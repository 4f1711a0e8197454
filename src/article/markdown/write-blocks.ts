import { emptyGroup } from "../../checks/prose/formula-signs.ts";
import { findMathEnd } from "../../checks/prose/formulas.ts";
import { escapeLineStart } from "./line-start.ts";
import { writePlainProse } from "./plain-prose.ts";
import { plainText } from "./plain-text.ts";
import type { Block, Details, Inline, List, MathBlock, Note, Table } from "./tree.ts";
import { writeInlines } from "./write-inlines.ts";

/** Writes the tree as Markdown: one blank line between blocks, one line end at the end. */
export function writeMarkdown(blocks: readonly Block[]): string {
  const lines = writeBlocks(blocks.map((block) => keepProse(block)));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** MDX would run a paragraph that begins like a statement of JavaScript's. */
function keepProse(block: Block): Block {
  const [first, ...others] = block.type === "paragraph" ? block.children : [];
  return first?.type === "text" && /^(?:im|ex)port\s/.test(first.text)
    ? {
        type: "paragraph",
        children: [
          { type: "entity", raw: `&#${first.text.charCodeAt(0)};` },
          { type: "text", text: first.text.slice(1) },
          ...others,
        ],
      }
    : block;
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
    case "blockquote":
      return block.children.length === 0
        ? [">"]
        : writeBlocks(block.children).map((line) => (line === "" ? ">" : `> ${line}`));
    case "details":
      return writeDetails(block);
    case "comment":
      return block.raw.split("\n");
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
  if (prose !== undefined) {
    return prose.split("\n");
  }
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
    const number = Math.min((list.start ?? 0) + index, greatestNumber);
    const marker = list.start === undefined ? list.delimiter : `${number}${list.delimiter}`;
    const task = item.checked === undefined ? "" : item.checked ? "[x] " : "[ ] ";
    const indent = " ".repeat(marker.length + 1);
    const lines = loose
      ? writeBlocks(item.children)
      : item.children.flatMap((child) => writeBlock(child));
    const [first = "", ...others] = lines;
    const opening = `${marker} ${task}${first}`;
    const written = [
      // Bullets in a row would be a rule.
      isRule(opening) ? `${marker} ${first.replaceAll("-", "_")}` : opening.trimEnd(),
      ...others.map((line) => (line === "" ? "" : `${indent}${line}`)),
    ];
    return loose && index > 0 ? ["", ...written] : written;
  });
}

/** Of an item; a longer number begins none. */
const greatestNumber = 999_999_999;

function isRule(line: string): boolean {
  return /^([-*])[ \t]*(?:\1[ \t]*){2,}$/.test(line);
}

/** True for a list that was loose, and for one that blank lines have to hold together. */
export function isLoose({ loose, items }: List): boolean {
  if (loose && (items.length > 1 || (items[0]?.children.length ?? 0) > 1)) {
    return true;
  }
  return items.some(({ children }) =>
    children.some((child, index) => {
      const last = children[index - 1];
      return last !== undefined && !mayFollow(last, child);
    }),
  );
}

/** True when the second block is read as one of its own without a blank line before it. */
function mayFollow(last: Block, next: Block): boolean {
  switch (next.type) {
    case "code":
    case "comment":
      return last.type !== "details" && last.type !== "math";
    case "blockquote":
      return last.type === "paragraph" || last.type === "code" || last.type === "rule";
    case "list": {
      const mayInterrupt = next.start === undefined || next.start === 1;
      const isFilled = next.items[0]?.children[0]?.type === "paragraph";
      return last.type === "paragraph" ? mayInterrupt && isFilled : last.type === "code";
    }
    case "paragraph":
      return last.type === "code" || last.type === "rule" || last.type === "comment";
    case "rule":
      return last.type === "code" || last.type === "rule";
    case "heading":
    case "table":
    case "math":
    case "note":
    case "details":
      return false;
    default:
      return next satisfies never;
  }
}

function writeRow(cells: readonly string[]): string {
  return `|${cells.map((cell) => (cell === "" ? " |" : ` ${cell} |`)).join("")}`;
}

function writeTable(table: Table): readonly string[] {
  const written = (cells: readonly (readonly Inline[])[]): string =>
    writeRow(cells.map((cell) => writeInlines(cell, { inTable: true })));
  const dashes = table.align.map((align) => {
    if (align === null) {
      return "---";
    }
    return { left: ":---", center: ":---:", right: "---:" }[align];
  });
  return [written(table.header), writeRow(dashes), ...table.rows.map((cells) => written(cells))];
}

function writeCode(language: string, code: string): readonly string[] {
  const runs = code.match(/`+/g)?.map(({ length }) => length) ?? [];
  const fence = "`".repeat(runs.reduce((most, length) => Math.max(most, length), 2) + 1);
  const name = language.replaceAll(/[\\&]/g, (sign) => (sign === "&" ? "&amp;" : "\\\\"));
  return [`${fence}${name}`, ...(code === "" ? [] : code.split("\n")), fence];
}

function writeDetails({ open, summary, children }: Details): readonly string[] {
  const shown = summary.length === 0 ? [] : [`<summary>${writeHtml(summary)}</summary>`];
  const inner = children.length === 0 ? [] : [...writeBlocks(children), ""];
  return [`<details${open ? " open" : ""}>`, ...shown, "", ...inner, "</details>"];
}

/** In a block of HTML no sign is Markdown's. */
function writeHtml(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.type === "tag") {
        return `<${inline.name}>${writeHtml(inline.children)}</${inline.name}>`;
      }
      if (inline.type === "comment") {
        return "";
      }
      return plainText([inline])
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll("{", "&#123;");
    })
    .join("");
}

/** Four spaces before all but the first line: GitHub, pandoc and markdown-it agree on that. */
function writeNote({ label, children }: Note): readonly string[] {
  return writeBlocks(children).map((line, number) => {
    if (number === 0) {
      return `[^${label}]: ${line}`;
    }
    return line === "" ? "" : `    ${line}`;
  });
}

/** Lines stay as they are unless a renderer without formulas would read one as another block. */
function writeMath(math: MathBlock): readonly string[] {
  const close = math.open === "$$" ? "$$" : "\\]";
  const lines = math.content.split("\n");
  if (lines.length === 1) {
    return [`${math.open}${math.content}${close}`];
  }
  const inner = lines.slice(1, -1);
  if (inner.every((line) => escapeLineStart(line) === line)) {
    return [math.open, ...inner, close];
  }
  // On one line, a comment of TeX's would reach to its end.
  const shown = inner.map((line) => line.replace(/(?<!\\)((?:\\\\)*)%.*/, "$1").trim());
  const content = shown.join(" ");
  const written = `${math.open} ${content} ${close}`;
  // Dollars within a line count as delimiters only if something shows that it is a formula.
  return findMathEnd(written, 0, "") === written.length
    ? [written]
    : [`${math.open} ${emptyGroup} ${content} ${close}`];
}
