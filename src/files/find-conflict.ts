/** A conflict's marks are seven signs long, or what `conflict-marker-size` says. */
const mark = /^(?:(<{3,})|(={3,})|(>{3,})|(\|{3,}))(?: (.*))?$/;
/** A row of empty table cells may look like `|||||||`: only a mark followed by a name stands alone. */
const standsAlone = /^(?:<{7,}|>{7,}|\|{7,}(?=[^|]*$)) +\S/;

/**
 * Finds the marks that git leaves in a file that it could not merge, in a fence or not: at the start of a
 * line a run of `<`, later one of `=`, later one of `>`, all of one length and each with or without a
 * name. Of a conflict that was half resolved, a mark with a name is one by itself. What is indented is
 * none, nor is a heading that is underlined with `=======`.
 * @returns the 1-based lines of the marks that begin, divide from the common ancestor, or end a conflict
 */
export function findConflictMarks(text: string): readonly number[] {
  const found = new Set<number>();
  /** The conflicts that have begun, by the length of their marks: one may stand in another. */
  const begun = new Map<number, { readonly line: number; isDivided: boolean }>();
  for (const [index, content] of text.split(/\r\n|\r|\n/).entries()) {
    const [, begin, divide, end] = mark.exec(content) ?? [];
    const line = index + 1;
    if (standsAlone.test(content)) {
      found.add(line);
    }
    const open = begun.get((divide ?? end ?? "").length);
    if (begin !== undefined) {
      begun.set(begin.length, { line, isDivided: false });
    } else if (divide !== undefined && open !== undefined) {
      open.isDivided = true;
    } else if (end !== undefined && open?.isDivided === true) {
      found.add(open.line).add(line);
      begun.delete(end.length);
    }
  }
  return [...found].toSorted((a, b) => a - b);
}
