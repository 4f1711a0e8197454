/** A text, and for each of its characters where that stands in the source. */
export interface View {
  readonly text: string;
  /** The source's index of each character; one more, for the end. Absent: the text is the source. */
  readonly places?: Uint32Array;
}

/** The source's range of a range of a view. */
export function placeOf({ places }: View, start: number, end: number): [number, number] {
  if (places === undefined) {
    return [start, end];
  }
  return [places[start] ?? start, (places[end - 1] ?? end - 1) + widthAt(places, end)];
}

/** How many characters of the source the last character of a range came from. */
function widthAt(places: Uint32Array, end: number): number {
  return Math.max(1, (places[end] ?? 0) - (places[end - 1] ?? 0));
}

/** Replaces what a pattern finds; what is put instead stands where the found text began. */
export function replaceIn(
  view: View,
  pattern: RegExp,
  replace: (match: RegExpMatchArray) => string,
): View {
  const { text, places } = view;
  const pieces: string[] = [];
  const edits: { readonly from: number; readonly to: number; readonly length: number }[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const instead = replace(match);
    if (instead === match[0]) {
      continue;
    }
    pieces.push(text.slice(end, match.index), instead);
    end = match.index + match[0].length;
    edits.push({ from: match.index, to: end, length: instead.length });
  }
  if (edits.length === 0) {
    return view;
  }
  pieces.push(text.slice(end));
  const replaced = pieces.join("");
  const moved = new Uint32Array(replaced.length + 1);
  let write = 0;
  let read = 0;
  const copyTo = (until: number): void => {
    for (; read < until; read += 1) {
      moved[write] = places?.[read] ?? read;
      write += 1;
    }
  };
  for (const { from, to, length } of edits) {
    copyTo(from);
    moved.fill(places?.[from] ?? from, write, write + length);
    write += length;
    read = to;
  }
  copyTo(text.length);
  moved[write] = places?.[text.length] ?? text.length;
  return { text: replaced, places: moved };
}
