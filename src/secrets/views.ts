import { replaceIn, type View } from "./view.ts";

/** How many layers of encoding are undone; nobody adds more by mistake. */
const maxRounds = 3;

const escape =
  /&(?:#\d{1,7};?|#[xX][\dA-Fa-f]{1,6};?|[A-Za-z][A-Za-z\d]{1,31};)|(?:%[\dA-Fa-f]{2})+|\\(?:u[\dA-Fa-f]{4}|u\{[\dA-Fa-f]{1,6}\}|x[\dA-Fa-f]{2}|[^A-Za-z\d]|[nrtbf])/g;

/** The named characters that keys are made of; any other name only separates. */
const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  lowbar: "_",
  hyphen: "-",
  dash: "-",
  period: ".",
  colon: ":",
  semi: ";",
  sol: "/",
  bsol: "\\",
  plus: "+",
  equals: "=",
  quest: "?",
  commat: "@",
  num: "#",
  percnt: "%",
};

/**
 * A text as a reader's program decodes it: character references of HTML, percent-encoding, the
 * escapes of JSON and of Markdown; again as long as that uncovers more of them.
 */
export function decode(view: View): View {
  let decoded = view;
  for (let round = 0; round < maxRounds; round += 1) {
    const next = replaceIn(decoded, escape, ([found]) => unescape(found));
    if (next === decoded) {
      return decoded;
    }
    decoded = next;
  }
  return decoded;
}

function unescape(found: string): string {
  if (found.startsWith("&")) {
    return decodeReference(found.slice(1).replace(";", ""));
  }
  if (found.startsWith("%")) {
    return decodePercent(found);
  }
  const sign = found.charAt(1);
  if (/[ux]/.test(sign)) {
    return characterOf(Number.parseInt(found.replaceAll(/[^\dA-Fa-f]/g, ""), 16));
  }
  return /[nrtbf]/.test(sign) ? "\n" : sign;
}

function decodeReference(name: string): string {
  if (/^#[xX]/.test(name)) {
    return characterOf(Number.parseInt(name.slice(2), 16));
  }
  if (name.startsWith("#")) {
    return characterOf(Number(name.slice(1)));
  }
  return Object.hasOwn(named, name) ? (named[name] ?? " ") : " ";
}

function decodePercent(found: string): string {
  try {
    return decodeURIComponent(found);
  } catch {
    return found.replaceAll(/%([\dA-Fa-f]{2})/g, (_, code: string) =>
      characterOf(Number.parseInt(code, 16)),
    );
  }
}

function characterOf(code: number): string {
  return code > 0x10_ff_ff ? " " : String.fromCodePoint(code);
}

/** Tags, the targets of Markdown's links, and the marks of emphasis and code. */
const markup = /<[^<>]{0,2000}>|\]\([^()\s]{0,1000}\)|[*`~]+/g;

/** Invisible characters, which would hide a key from the search. */
const invisible = /(?:\p{Default_Ignorable_Code_Point}|\p{Cf})+/gu;

/** The separator between two codes of a list: `115, 107`, or `chr(115) + chr(107)`. */
const between = String.raw`(?:[\s,;]{1,4}|\)[\s+.,&|]{1,5}[\w.]{1,30}\()`;

/** Matches something in every escape, mark and invisible character: a text without any has one view. */
const sign = new RegExp(
  String.raw`[&%\\<\]*\`~]|[^\0-\x7F]|\b(?:0x|U\+00)[\da-f]{2}\b|\b\d{2,3}${between}\d{2,3}[\s,;)]`,
  "i",
);

/** Other spellings that fold back into plain letters. */
const foldings: readonly {
  readonly pattern: RegExp;
  readonly fold: (found: string) => string;
}[] = [
  // Tag characters: invisible, one for each ASCII character.
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
  return codes.every((code) => code >= 32 && code < 127)
    ? Buffer.from(codes).toString("latin1")
    : list;
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
