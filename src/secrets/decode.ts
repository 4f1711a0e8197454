import { replaceIn, type View } from "./view.ts";

/** As often as a text is found to be encoded once more; nobody does it oftener by mistake. */
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
