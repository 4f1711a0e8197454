const openingFence = /^(?: {0,3}|[ \t]*(?:[-*+>]|\d+[.)])[ \t]+)[ \t>]*(`{3,}(?=[^`]*$)|~{3,})/;
const listItem = /^ {0,3}(?:[-*+]|\d{1,9}[.)]|\[\^[^\]\n]+\]:)(?:[ \t]|$)/;

/**
 * A Markdown text with its code blocks blanked out, line for line: what remains stands on the line
 * on which it stood. A block that is never closed goes to the end, as in Markdown. Indented code is
 * known outside of lists only: in one, four spaces may as well go on with an item.
 */
export function withoutCodeBlocks(markdown: string): string {
  let fence: string | undefined;
  let inList = false;
  let mayIndent = true;
  const lines = markdown.split("\n").map((line) => {
    if (fence !== undefined) {
      const closing = /^[ \t>]*(`{3,}|~{3,})[ \t]*\r?$/.exec(line)?.[1];
      if (closing?.startsWith(fence)) {
        fence = undefined;
      }
      return "";
    }
    if (mayIndent && !inList && /^(?: {4}| {0,3}\t)/.test(line)) {
      return "";
    }
    fence = /`{3}|~{3}/.test(line) ? openingFence.exec(line)?.[1] : undefined;
    if (listItem.test(line)) {
      inList = true;
    } else if (mayIndent && /^\S/.test(line)) {
      inList = false;
    }
    mayIndent = fence === undefined && line.trim() === "";
    return fence === undefined ? line : "";
  });
  return lines.join("\n");
}

/** Blanks out inline code as well; a span may go on in the next line of its paragraph. */
export function withoutCode(markdown: string): string {
  return withoutCodeBlocks(markdown).replace(
    /(?<!`)(`+)(?!`)((?:(?!\n[ \t]*\n)[\s\S])*?[^`])\1(?!`)/g,
    (span) => span.replace(/[^\n]+/g, " "),
  );
}
