// marked makes four spaces of a tab in a list, wherever it stands. So tabs are taken out before it
// reads: white space that begins a line becomes the spaces that it stands for, up to the next column
// that four divides. In what may be code the tabs are noted behind it, in characters that Unicode
// keeps out of texts, and put back where they belong to the code.

const tabMark = "\uFDD0";
const spaceMark = "\uFDD1";
/** The first four say in which column, by fours, the white space began. */
const columnMarks = "\uFDD2\uFDD3\uFDD4\uFDD5";
const innerTab = "\uFDD6";

const indentation = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))*[ \t]*/;
const fenceMark = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))*[ \t]*(`{3,}(?=[^`]*$)|~{3,})/;
/** Nothing that could begin another block inside a list item. */
const indentedCode = /^[ \t>]*(?:\t| {4})[ \t]*(?![ \t#`~|$<[\\=:*_+\d-])/;
const notes = /( *)([\uFDD2-\uFDD5])([\uFDD0\uFDD1]+)/g;

/** A Markdown text without the tabs that begin its lines, and without any tab in its code. */
export function hideTabs(text: string): string {
  if (!text.includes("\t")) {
    return text;
  }
  let fence: string | undefined;
  let mayBeIndented = true;
  const lines = text.split("\n").map((line) => {
    const mark = fenceMark.exec(line)?.[1];
    const isInFence = fence !== undefined;
    const isFence = mark !== undefined && (fence === undefined || mark.startsWith(fence));
    if (isFence) {
      fence = isInFence ? undefined : mark;
    }
    const isIndented = !isInFence && mayBeIndented && indentedCode.test(line);
    mayBeIndented = !isInFence && (line.trim() === "" || isIndented);
    return line.includes("\t") ? hideInLine(line, !isFence && (isInFence || isIndented)) : line;
  });
  return lines.join("\n");
}

function hideInLine(line: string, isCode: boolean): string {
  const head = indentation.exec(line)?.[0] ?? "";
  const rest = line.slice(head.length);
  const spread = head.trimEnd();
  const last = head.slice(spread.length);
  const start = widthOf(spread, 0);
  const begun = expand(spread, 0) + expand(last, start);
  if (!isCode) {
    return begun + rest;
  }
  const noted = last.includes("\t")
    ? columnMarks.charAt(start % 4) +
      last.replaceAll(/[ \t]/g, (sign) => (sign === "\t" ? tabMark : spaceMark))
    : "";
  return begun + noted + rest.replaceAll("\t", innerTab);
}

function expand(text: string, start: number): string {
  let column = start;
  return text.replaceAll(/[^]/g, (sign) => {
    const width = sign === "\t" ? 4 - (column % 4) : 1;
    column += width;
    return sign === "\t" ? " ".repeat(width) : sign;
  });
}

function widthOf(text: string, start: number): number {
  return expand(text, start).length;
}

/** Code with the tabs that were hidden in it; of one that a list or an indentation took a part, spaces. */
export function restoreTabs(code: string): string {
  return code
    .replaceAll(notes, (_, spaces: string, column: string, noted: string) => {
      const signs = noted.replaceAll(tabMark, "\t").replaceAll(spaceMark, " ");
      const start = columnMarks.indexOf(column);
      for (let from = 0; from < signs.length; from += 1) {
        const kept = signs.slice(from);
        const width = widthOf(signs, start) - widthOf(signs.slice(0, from), start);
        if (width <= spaces.length) {
          return " ".repeat(spaces.length - width) + kept;
        }
      }
      return spaces;
    })
    .replaceAll(innerTab, "\t");
}

/** A text that turned out not to be code, without the characters noted for it. */
export function forgetTabs(text: string): string {
  return text.replaceAll(/[\uFDD0-\uFDD5]/g, "").replaceAll(innerTab, "\t");
}
