/** A text, and where each of its characters comes from in the source. */
export interface View {
  readonly text: string;
  /** The index of each character in the source, and of the end. Absent: the text is the source. */
  readonly places?: Uint32Array;
}

/** The range of the source that a range of a view comes from. */
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

/** Replaces each match of a pattern; a replacement is placed where its match began. */
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

/** A text without anything that could split a key: only its letters and digits, in one case. */
export interface Compact {
  readonly text: string;
  /** For each character, its index in the view. */
  readonly indices: Uint32Array;
}

/** The letters and digits of a text, in small letters; full-width and the like as their plain form. */
export function compact({ text }: View): Compact {
  const codes = new Uint16Array(text.length);
  const indices = new Uint32Array(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = plainCode(text.charCodeAt(index));
    if (code === 0) {
      continue;
    }
    codes[length] = code;
    indices[length] = index;
    length += 1;
  }
  return { text: decoder.decode(codes.subarray(0, length)), indices };
}

const decoder = new TextDecoder("utf-16le");

/** A character's code in a compact text; 0 for a separator. */
function plainCode(code: number): number {
  return code < 128 ? (asciiCodes[code] ?? 0) : otherCode(code);
}

/** Letters and digits, in small letters. */
const asciiCodes = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[a-z\d]/i.test(character) ? character.toLowerCase().charCodeAt(0) : 0;
});

const others = new Map<number, number>();

function otherCode(code: number): number {
  let plain = others.get(code);
  if (plain === undefined) {
    const character = String.fromCharCode(code).normalize("NFKC").toLowerCase();
    plain = /^[\p{L}\p{N}]/u.test(character) ? character.charCodeAt(0) : 0;
    others.set(code, plain);
  }
  return plain;
}
