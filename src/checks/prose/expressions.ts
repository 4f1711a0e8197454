import { isLong, isNamed, isWord, type Piece, readPieces } from "./expression-pieces.ts";
import { isFunction, isUnit } from "./formula-words.ts";

/** A sign that may stand before its operand. */
const prefix = /^[-+−±√∑∏∫¬]$/u;
/** Between two numbers, a range or a score as much as arithmetic. */
const weakSign = /^[-−|]$/u;
const weakRelation = /^(?:→|[-=]>)$/u;
const loneSign = /^(?:[=<>≤≥≠≈≡∈→⇒+−±×÷∪∩∞∅])$/u;

/** What was read of an expression: enough to tell it from prices and words. */
interface Findings {
  relations: number;
  strongSigns: number;
  numbers: number;
  letters: number;
  /** Words that are no products of single letters, in brackets and outside. */
  wordsInside: number;
  wordsOutside: number;
  /** Commas outside of brackets. */
  commas: number;
  /** Operands that stand side by side with white space between. */
  apart: number;
}

/**
 * True for an expression of letters, numbers and signs, such as `x`, `2x + 1 = 5` or `f(n)`, and not
 * for amounts (`5, 10`, `20 e R`), names (`HOME`) and prose. Linear in the length of the text.
 */
export function isExpression(text: string): boolean {
  const read = readPieces(text.trim().replace(/^\](.*)\[$/su, "[$1]"));
  if (read === undefined) {
    return false;
  }
  if (read.length === 1 && loneSign.test(read[0]?.text ?? "")) {
    return true;
  }
  const found = readOperands(read);
  return found !== undefined && isPlausible(read, found);
}

/** Goes through operands and what joins them; undefined where the two do not take turns. */
function readOperands(read: readonly Piece[]): Findings | undefined {
  const found: Findings = {
    relations: 0,
    strongSigns: 0,
    numbers: 0,
    letters: 0,
    wordsInside: 0,
    wordsOutside: 0,
    commas: 0,
    apart: 0,
  };
  let depth = 0;
  let isOperandNext = true;
  for (const [index, piece] of read.entries()) {
    const last = read[index - 1];
    switch (piece.kind) {
      case "number":
      case "letters":
        if (!isOperandNext && !mayFollow(last, piece)) {
          if (isLong(last) || isLong(piece)) {
            return undefined;
          }
          found.apart += 1;
        }
        if (piece.kind === "number") {
          found.numbers += 1;
        } else {
          found.letters += 1;
        }
        if (isWord(piece) && !(last?.kind === "number" && isUnit(piece.text))) {
          found[depth > 0 ? "wordsInside" : "wordsOutside"] += 1;
        }
        isOperandNext = false;
        break;
      case "behind":
        if (isOperandNext) {
          return undefined;
        }
        break;
      case "relation":
        if (isOperandNext && index > 0) {
          return undefined;
        }
        if (!weakRelation.test(piece.text)) {
          found.relations += 1;
        }
        isOperandNext = true;
        break;
      case "sign":
        if (!weakSign.test(piece.text)) {
          found.strongSigns += 1;
        }
        if (piece.text === "|") {
          break;
        } // It opens as well as closes.
        if (isOperandNext && !prefix.test(piece.text)) {
          return undefined;
        }
        isOperandNext = true;
        break;
      case "open":
        if (!isOperandNext && piece.isApart && !isNamed(last)) {
          found.apart += 1;
        }
        depth += 1;
        isOperandNext = true;
        break;
      case "close":
        if (isOperandNext && last?.kind !== "open") {
          return undefined;
        }
        depth -= 1;
        if (depth < 0) {
          return undefined;
        }
        isOperandNext = false;
        break;
      case "comma":
        if (isOperandNext) {
          return undefined;
        }
        if (depth === 0) {
          found.commas += 1;
        }
        isOperandNext = true;
        break;
      case "space":
        break;
      default:
        return piece.kind satisfies never;
    }
  }
  return isOperandNext || depth !== 0 ? undefined : found;
}

/** Operands may stand side by side when nothing is between them, or a function or a unit is one. */
function mayFollow(last: Piece | undefined, piece: Piece): boolean {
  if (last?.kind === "behind" && /['′″]$/u.test(last.text)) {
    return piece.isApart;
  }
  if (isNamed(last) || isFunction(piece.text)) {
    return true;
  }
  if (last?.kind === "number" && isUnit(piece.text)) {
    return true;
  }
  return !piece.isApart;
}

function isPlausible(read: readonly Piece[], found: Findings): boolean {
  const { relations, strongSigns, numbers, letters, wordsInside, wordsOutside, commas, apart } =
    found;
  const isAmountFirst = read[0]?.kind === "number";
  const hasRelation = relations > 0;
  if (apart > 0 && !hasRelation) {
    return false;
  }
  if (wordsOutside > 0 && (!hasRelation || isAmountFirst || apart > 0 || commas > 0)) {
    return false;
  }
  // `P(rain)`, but not `5(each)`.
  if (wordsInside > 0 && wordsOutside === 0 && read[0]?.kind !== "letters") {
    return false;
  }
  const isList = read[0]?.kind === "open" || read.some(({ text }) => /^(?:…|\.\.\.)$/u.test(text));
  if (commas > 0 && isAmountFirst) {
    return isList || (hasRelation && letters > 0);
  }
  return letters > 0 || hasRelation || strongSigns > 0 || isList || numbers === 1;
}
