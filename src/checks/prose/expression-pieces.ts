import { isFunction } from "./formula-words.ts";

/** What an expression without TeX is made of; each piece begins where the one before ends. */
const pieces = new RegExp(
  [
    String.raw`(?<number>\d+(?:[.,]\d+)*|\.\.\.|\.\d+|[∞∅…])`,
    String.raw`(?<letters>[\p{Script=Latin}\p{Script=Greek}\u{1D400}-\u{1D7FF}ℝℕℤℚℂ∂∇][\p{Script=Latin}\p{Script=Greek}\p{M}\u{1D400}-\u{1D7FF}_\d]*)`,
    String.raw`(?<behind>['′″!°²³¹⁰ⁱ⁴-ⁿ₀-ₜᵀ]+)`,
    String.raw`(?<relation>[<>!=]=|[-=]>|[=<>≤≥≠≈≡∼≅∝∈∉⊂⊆⊃→⇒⇔↦])`,
    String.raw`(?<sign>[-+−±*/·×÷∪∩∧∨∘⋅:|√∑∏∫¬])`,
    String.raw`(?<open>[([])`,
    String.raw`(?<close>[)\]])`,
    String.raw`(?<comma>[,;])`,
    String.raw`(?<space>[ \t\n\u00a0]+)`,
  ].join("|"),
  "yu",
);

const kinds = [
  "number",
  "letters",
  "behind",
  "relation",
  "sign",
  "open",
  "close",
  "comma",
  "space",
] as const;

export interface Piece {
  readonly kind: (typeof kinds)[number];
  readonly text: string;
  /** White space stands before it. */
  readonly isApart: boolean;
}

/** Cuts a text into its pieces; undefined where it holds what no expression does. */
export function readPieces(text: string): readonly Piece[] | undefined {
  const read: Piece[] = [];
  let isApart = false;
  pieces.lastIndex = 0;
  while (pieces.lastIndex < text.length) {
    const groups = pieces.exec(text)?.groups;
    if (groups === undefined) {
      return undefined;
    }
    const kind = kinds.find((name) => groups[name] !== undefined) ?? "space";
    if (kind === "space") {
      isApart = true;
    } else {
      read.push({ kind, text: groups[kind] ?? "", isApart });
      isApart = false;
    }
  }
  return read;
}

/** The name of a function, such as `sin`. */
export function isNamed(piece: Piece | undefined): boolean {
  return piece?.kind === "letters" && isFunction(piece.text);
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}]/gu, "");
}

/** More than one letter. */
export function isLong(piece: Piece | undefined): boolean {
  return piece?.kind === "letters" && lettersOf(piece.text).length > 1;
}

/** Letters that are no product or figure of geometry: more than two, unless in order or all large. */
export function isWord({ kind, text }: Piece): boolean {
  if (kind !== "letters" || isFunction(text)) {
    return false;
  }
  const letters = lettersOf(text);
  if (letters.length <= 2) {
    return false;
  }
  if (letters.length === 3 && /^\p{Lu}+$/u.test(letters)) {
    return currencyCodes.has(letters);
  }
  return !Array.from(letters).every(
    (letter, index, all) => index === 0 || (all[index - 1] ?? "") < letter,
  );
}

const currencyCodes: ReadonlySet<string> = new Set(
  "USD EUR BRL GBP AUD CAD CHF JPY CNY INR MXN ARS CLP COP HKD NZD SGD TWD UYU ZAR".split(" "),
);
