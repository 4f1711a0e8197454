import { startsLinkingCommand } from "../../checks/prose/formula-addresses.ts";
import { startsLikeEntity } from "./entities.ts";
import { wordJoiner } from "./math.ts";

/** The run that a text stands in, as far as it decides what must be escaped. */
export interface RunContext {
  /** The whole run, as a sketch without escapes. */
  readonly sketch: string;
  /** The run holds more than one tilde. */
  readonly tildes: boolean;
  /** Where the sketch last has `](`, or another sign that makes a link of brackets; else -1. */
  readonly lastLinkMark: number;
  readonly inTable: boolean;
}

/** Where a text begins in its run's sketch, and whether it is the label of a link. */
export interface TextPlace {
  readonly start: number;
  readonly inLink: boolean;
}

/** In characters, with the one behind it. */
const longestCommand = 24;
const punctuation = /[!-/:-@[-`{-~]/;
/** All that {@link escapeCharacter} may ever change: the rest of a text is copied as it is. */
const suspects = /[\\`*_~$[\]<{&!|]/g;
const alphanumeric = /[\p{L}\p{N}]/u;

/** Looks at the sketch of a run once, for all the texts in it. */
export function describeRun(sketch: string, options: { inTable: boolean }): RunContext {
  return {
    ...options,
    sketch,
    tildes: sketch.indexOf("~") !== sketch.lastIndexOf("~"),
    lastLinkMark: sketch.includes("]")
      ? Math.max(...["](", "][", "]:"].map((mark) => sketch.lastIndexOf(mark)))
      : -1,
  };
}

/**
 * Writes literal text so that every Markdown renderer shows it unchanged, with as few escapes as
 * possible: `snake_case`, `2 * 3` and `[1]` stay as they are.
 */
export function escapeText(text: string, run: RunContext, place: TextPlace): string {
  const addresses = new Set(findAddressMarks(text));
  const positions = Array.from(text.matchAll(suspects), ({ index }) => index);
  const all = addresses.size === 0 ? positions : [...positions, ...addresses];
  let escaped = "";
  let done = 0;
  for (const index of all.toSorted((a, b) => a - b)) {
    const character = text[index] ?? "";
    escaped += text.slice(done, index);
    escaped += addresses.has(index)
      ? escapeAddressMark(character)
      : escapeCharacter(character, place.start + index, run, place);
    done = index + 1;
  }
  return escaped + text.slice(done);
}

/** Jekyll's kramdown shows the backslash before an `@`. */
function escapeAddressMark(character: string): string {
  return character === "@" ? "&#64;" : `\\${character}`;
}

function escapeCharacter(
  character: string,
  at: number,
  run: RunContext,
  { inLink }: TextPlace,
): string {
  const { sketch } = run;
  const previous = precedingOf(sketch, at);
  const next = followingOf(sketch, at);
  switch (character) {
    case "\\":
      if (startsLinkingCommand(sketch.slice(at, at + longestCommand))) {
        return character + wordJoiner;
      }
      return next === "" || next === "\n" || punctuation.test(next) ? "\\\\" : character;
    case "`":
      return "\\`";
    case "*":
      return isSpace(previous) && isSpace(next) ? character : "\\*";
    case "_":
      return alphanumeric.test(previous) && alphanumeric.test(next) ? character : "\\_";
    case "~":
      return run.tildes ? "\\~" : character;
    case "$":
      return "\\$"; // No two readers agree on which ones make a formula.
    case "[":
      if (inLink) {
        return "&#91;";
      }
      return mayOpenLink(at, previous, run) ? "\\[" : character;
    case "]":
      return inLink ? "&#93;" : character;
    case "<":
      // MDX takes each for the beginning of a tag. Behind an address pandoc shows an entity as it is written.
      return previous === ")" && run.lastLinkMark >= 0 ? "\\<" : "&lt;";
    case "{":
      return "\\{"; // Code in MDX; Liquid, Vue, kramdown and Goldmark have a use for it as well.
    case "&":
      return startsLikeEntity(sketch.slice(at, at + 40)) ? "&amp;" : character;
    case "!":
      return next === "[" ? "\\!" : character;
    case "|":
      return run.inTable ? "\\|" : character;
    default:
      return character;
  }
}

/** A bracket is left alone unless what follows could make a link, a footnote or a task of it. */
function mayOpenLink(at: number, previous: string, run: RunContext): boolean {
  const head = run.sketch.slice(at, at + 40);
  if (/^\[![A-Z]+\](?:\n|$)/.test(head)) {
    return false;
  }
  return previous === ")" || /^\[(?:\^|[ xX]\])/.test(head) || run.lastLinkMark > at;
}

/**
 * Positions of the marks that make a bare address of a text: `://`, `www.`, `@`. They count in the
 * label of a link as well, where pandoc would make a second link.
 */
function findAddressMarks(text: string): readonly number[] {
  const mark = /(?:https?|ftp):(?=\/\/)|www\.(?=\S)|[\w.+-]@(?=[A-Za-z\d_-])/gi;
  return [...text.matchAll(mark)].map((match) => match.index + match[0].length - 1);
}

function isSpace(character: string): boolean {
  return character === " " || character === "\n";
}

function followingOf(text: string, index: number): string {
  const code = text.codePointAt(index + 1);
  return code === undefined ? "" : String.fromCodePoint(code);
}

function precedingOf(text: string, index: number): string {
  const isPair = /[\uDC00-\uDFFF]/.test(text[index - 1] ?? "");
  return text.slice(Math.max(0, index - (isPair ? 2 : 1)), index);
}
