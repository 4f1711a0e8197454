import type { Inline } from "../markdown/tree.ts";

/** Words that name a list of values: a number in brackets behind one is an index. */
const listNames = new Set(
  (
    "arr array arrays list lista vector vetor matrix matriz tuple tupla args argv data dados items itens " +
    "elements elementos values valores nums str string row col obj dict node buffer buf ptr"
  ).split(" "),
);

/** What stands before an interval, a list or a pair, and not before sources. */
const groupNames =
  /(?:^|[^\p{L}])(?:intervals?|intervalos?|ranges?|rangos?|faixas?|between|entre|sets?|conjuntos?|lists?|listas?|pairs?|pares|par|arrays?|vetor|vector|tuples?|tuplas?)\s+$|[∈=,(]\s*$/iu;

/** What a mark behind `inline` sees of it. */
export function citationContext(inline: Inline | undefined): string {
  switch (inline?.type) {
    case "text":
      return inline.text.slice(-80);
    case "code":
    case "math":
      return "x_";
    case "em":
    case "strong":
    case "del":
    case "link":
    case "tag":
      return citationContext(inline.children.at(-1));
    case undefined:
    case "break":
      return "";
    case "comment":
    case "entity":
    case "image":
    case "footnote":
    case "citation":
      return ".";
    default:
      return inline satisfies never;
  }
}

/**
 * True when a number in brackets is no citation: an index, as in `a[1]` or `itens[2] = 3`; or
 * several numbers that may be an interval or a list, in a text that never cites with one number.
 */
export function isIndex(
  marks: string,
  { before, after, cites }: { before: string; after: string; cites: boolean },
): boolean {
  if (/\b0+\b/.test(marks)) {
    return true;
  }
  if (/^(?:\s*[+*/-]?=(?!=)|\(|\.[\p{Ll}_])/u.test(after)) {
    return true;
  }
  const word = /[\p{L}\p{N}_$.]+$/u.exec(before)?.[0] ?? "";
  if (word !== "" && isName(word)) {
    return true;
  }
  if (/[\p{L}\p{N}_]\([^()\s]*\)$/u.test(before)) {
    return true;
  }
  const isGroup = !marks.includes("]", marks.indexOf("]") + 1) && /[,;–-]/.test(marks);
  if (isGroup && groupNames.test(before)) {
    return true;
  }
  const isAttached = before !== "" && !/[\s(]$/u.test(before);
  return isGroup && !isAttached && !cites;
}

/** Names of programs: one letter, an underscore, a capital or a point inside, a known word. */
function isName(word: string): boolean {
  return (
    /^\p{L}$/u.test(word) ||
    /[_$]|\p{Ll}\p{Lu}|\p{L}\.\p{L}|^\p{Ll}+\d/u.test(word) ||
    listNames.has(word.toLowerCase())
  );
}
