import { decodeHTMLStrict } from "entities";
import { cleanCharacters } from "./clean-characters.ts";

const reference = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z][A-Za-z\d]{1,31}));/g;

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00A0",
  colon: ":",
  sol: "/",
  bsol: "\\",
  Tab: " ",
  NewLine: " ",
};

/** A piece of text, or a named character reference that is not decoded. */
export type Piece = { readonly text: string } | { readonly entity: string };

/** Decodes numeric and the common named character references; keeps other named ones apart. */
export function decodeEntities(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(reference)) {
    const [raw, decimal, hexadecimal, name] = match;
    pieces.push({ text: text.slice(end, match.index) });
    end = match.index + raw.length;
    const known = name === undefined || !Object.hasOwn(named, name) ? undefined : named[name];
    if (known !== undefined) {
      pieces.push({ text: known });
    } else if (name !== undefined) {
      pieces.push({ entity: raw });
    } else {
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
      pieces.push({ text: characterOf(code) });
    }
  }
  pieces.push({ text: text.slice(end) });
  return pieces;
}

/** A text with each of its character references decoded, as an address or a title is read. */
export function decodeText(text: string): string {
  return decodeEntities(text)
    .map((piece) =>
      "text" in piece ? piece.text : cleanCharacters(decodeHTMLStrict(piece.entity)),
    )
    .join("");
}

/** True when a literal `&` at the start of `text` would be read as a character reference. */
export function startsLikeEntity(text: string): boolean {
  return /^&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});/.test(text);
}

function characterOf(code: number): string {
  if (code === 0 || code > 0x10_ff_ff) {
    return "\u{FFFD}";
  }
  return cleanCharacters(String.fromCodePoint(code)).replaceAll(/[\n\t]/g, " ");
}
