const delimiterRow = /^[|:\- \t]*-[|:\- \t]*$/;
const thematicBreak = /^(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})$/;

/**
 * Keeps a line of a paragraph from being taken for the start of another block: a heading, a
 * list, a quote, a rule, a table's second row, a fence, a front matter or a definition.
 */
export function escapeLineStart(line: string): string {
  const number = /^(\d{1,9})([.)])(?=\s|$)/.exec(line);
  if (number !== null) {
    return `${number[1]}\\${line.slice(number[1]?.length ?? 0)}`;
  }
  if (line.startsWith("#") || line.startsWith(">") || /^[-+*](?:\s|$)/.test(line)) {
    return `\\${line}`;
  }
  if (/^[=]+\s*$/.test(line) || delimiterRow.test(line) || thematicBreak.test(line)) {
    return `\\${line}`;
  }
  if (/^~{3}/.test(line)) {
    return `\\${line}`;
  }
  return line;
}
