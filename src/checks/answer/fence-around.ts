/** A text that stands in a code fence as a whole. */
export interface Fenced {
  /** What stands before the fence and behind it: a paragraph each, or nothing. */
  readonly before: string;
  readonly after: string;
  readonly content: string;
  /** How many lines stand before the content. */
  readonly line: number;
  /** The fence says that it holds Markdown. */
  readonly isLabelled: boolean;
}

/** A paragraph around a fence is no longer than this, in characters. */
const longestRemark = 400;
const fenceLine = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[ \t]*$/;

/**
 * The fence that a text is put in, if its label is that of Markdown, or none. Fences inside may be as
 * long as the one around: models forget to make that one longer, and a reader of Markdown then sees
 * it end where the first one inside does.
 */
export function findFenceAround(text: string): Fenced | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => fenceLine.test(line));
  const [, mark = "", label = ""] = fenceLine.exec(lines[start] ?? "") ?? [];
  if (start < 0 || !/^(?:markdown|md)?$/i.test(label)) {
    return undefined;
  }
  const before = lines.slice(0, start);
  const ends = [findEnd(lines, start, mark), findOuterEnd(lines, start, mark)];
  const end = ends.find((at) => isRemark(lines.slice(at + 1)));
  if (end === undefined || !isRemark(before)) {
    return undefined;
  }
  return {
    before: before.join("\n").trim(),
    after: lines
      .slice(end + 1)
      .join("\n")
      .trim(),
    content: lines.slice(start + 1, end).join("\n"),
    line: start + 1,
    isLabelled: label !== "",
  };
}

function closes(line: string, mark: string): boolean {
  const [, found = "", label] = fenceLine.exec(line) ?? [];
  return label === "" && found.startsWith(mark);
}

/** Where a reader of Markdown sees the fence end; behind the last line when it never does. */
function findEnd(lines: readonly string[], start: number, mark: string): number {
  const end = lines.findIndex((line, index) => index > start && closes(line, mark));
  return end < 0 ? lines.length : end;
}

/** Where it ends when the fences inside it are pairs of their own. */
function findOuterEnd(lines: readonly string[], start: number, mark: string): number {
  let inner: string | undefined;
  for (let index = start + 1; index < lines.length; index += 1) {
    const [, found, label] = fenceLine.exec(lines[index] ?? "") ?? [];
    if (found === undefined) {
      continue;
    }
    if (inner !== undefined) {
      if (label === "" && found.startsWith(inner)) {
        inner = undefined;
      }
    } else if (label !== "" || opensCode(lines, index)) {
      inner = found;
    } else if (found.startsWith(mark)) {
      return index;
    }
  }
  return lines.length;
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}

/** A bare fence opens code when a blank line is before it and a line of the code behind it. */
function opensCode(lines: readonly string[], index: number): boolean {
  return isBlank(lines[index - 1]) && !isBlank(lines[index + 1]);
}

/** Nothing, or one short paragraph. A rule may set it off. */
function isRemark(lines: readonly string[]): boolean {
  const text = lines
    .filter((line) => !/^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$/.test(line))
    .join("\n")
    .trim();
  return (
    text.length <= longestRemark &&
    !/\n[ \t]*\n|^\s*(?:[#>|]|[-+*]\s|\d+[.)]\s|`{3}|~{3})/m.test(text)
  );
}
