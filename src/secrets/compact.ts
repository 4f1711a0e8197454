import type { View } from "./view.ts";

/** A text without everything that may cut a key in pieces: letters and digits alone, in one case. */
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

/** What stands for a character in a compact text; 0 for one that separates. */
export function plainCode(code: number): number {
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
