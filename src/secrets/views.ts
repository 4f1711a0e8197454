import { decode } from "./decode.ts";
import { replaceIn, type View } from "./view.ts";

/** Tags, the targets of Markdown's links, and the marks of emphasis and code. */
const markup = /<[^<>]{0,2000}>|\]\([^()\s]{0,1000}\)|[*`~]+/g;

/** Characters that nobody sees, but that keep a search from finding. */
const invisible = /(?:\p{Default_Ignorable_Code_Point}|\p{Cf})+/gu;

/** What stands between two of a list's codes: `115, 107`, or `chr(115) + chr(107)`. */
const between = String.raw`(?:[\s,;]{1,4}|\)[\s+.,&|]{1,5}[\w.]{1,30}\()`;

/** What every escape, mark and unseen character has in it: a text without any reads as it stands. */
const sign = new RegExp(
  String.raw`[&%\\<\]*\`~]|[^\0-\x7F]|\b(?:0x|U\+00)[\da-f]{2}\b|\b\d{2,3}${between}\d{2,3}[\s,;)]`,
  "i",
);

/** Other spellings that fold back into plain letters, whatever a reader makes of them. */
const foldings: readonly {
  readonly pattern: RegExp;
  readonly fold: (found: string) => string;
}[] = [
  // The tag characters, one for each sign of ASCII, which nobody sees.
  {
    pattern: /[\u{E0020}-\u{E007E}]+/gu,
    fold: (found) =>
      Array.from(found, (tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe_00_00)).join(
        "",
      ),
  },
  // Mathematical letters, and letters in frames.
  {
    pattern: /[\u{1D400}-\u{1D7FF}\u{1F130}-\u{1F149}]+/gu,
    fold: (found) => found.normalize("NFKC"),
  },
  // A list of bytes, `0x73, 0x6b` or `U+0073 U+006B`: what is left is found as hexadecimal.
  { pattern: /\b(?:0x|U\+00)(?=[\da-f]{2}(?![\da-f]))/gi, fold: () => "" },
  // A list of codes, `115, 107, 45`.
  {
    pattern: new RegExp(String.raw`(?<![\d.])\d{2,3}(?:${between}\d{2,3}){7,}(?![\d.])`, "g"),
    fold: toCharacters,
  },
];

function toCharacters(list: string): string {
  const codes = list.split(new RegExp(between)).map(Number);
  return codes.every((code) => code >= 32 && code < 127) ? String.fromCharCode(...codes) : list;
}

function fold(view: View): View {
  return foldings.reduce(
    (folded, { pattern, fold: write }) => replaceIn(folded, pattern, ([found]) => write(found)),
    view,
  );
}

/**
 * A text as it may be read: as it stands; decoded, with its tags, whose attributes can hold
 * anything; and decoded without tags and marks, as the page shows it.
 */
export function viewsOf(source: string): readonly View[] {
  const raw = { text: source };
  if (!sign.test(source)) {
    return [raw];
  }
  const read = decode(raw);
  const folded = fold(read);
  const decoded = replaceIn(read, invisible, () => "");
  const shown = replaceIn(decoded, markup, () => "");
  const views = [raw, decoded, shown].filter((view, index, all) => view !== all[index - 1]);
  return folded === read ? views : [...views, replaceIn(folded, invisible, () => "")];
}
