import { type Document, isCollection, visit, type YAMLError } from "yaml";
import { indentOf } from "../../files/lines.ts";
import { type Explanation, type Rule, rules } from "./yaml-rules.ts";

/** A mistake in a file's YAML; the offsets are those of the source. */
export interface YamlFault extends Explanation {
  readonly start: number;
  readonly end: number;
}

/** Nobody fixes more at a time. */
const mostTold = 200;

/** A line can hold several of them, each a mistake of its own. */
const repeatable: ReadonlySet<YAMLError["code"]> = new Set(["BAD_SCALAR_START", "BAD_DQ_ESCAPE"]);

/** Where the parser noticed something. */
interface Spot {
  readonly source: string;
  readonly start: number;
  /** Where its line begins. */
  readonly line: number;
}

/**
 * Says in plain words what is wrong with a file's YAML; never repeats the file's own text. Of several
 * errors in one line the first is told, and none after a mistake that makes the parser misread
 * the rest: they go away with it.
 */
export function explainYaml(document: Document.Parsed, source: string): readonly YamlFault[] {
  const diagnostics: YamlFault[] = [];
  const told = new Set<number>();
  for (const error of [...document.errors, ...document.warnings]) {
    const [start, end] = error.pos;
    const spot = { source, start, line: source.lastIndexOf("\n", start - 1) + 1 };
    if (told.has(spot.line) && !repeatable.has(error.code)) {
      continue;
    }
    told.add(spot.line);
    const { message, hint, place, misleads } = findRule(error, spot);
    const sign = source.charAt(start);
    diagnostics.push({
      start: placeOf(place, document, spot),
      end,
      message: error.code === "BAD_SCALAR_START" ? message.replace("…", sign) : message,
      ...(hint !== undefined && { hint }),
    });
    if (misleads === true || diagnostics.length === mostTold) {
      break;
    }
  }
  return diagnostics;
}

function findRule(error: YAMLError, spot: Spot): Rule {
  const rest = spot.source.slice(spot.start);
  const line = lineAt(spot.source, spot.line);
  const rule = rules.find(
    ({ code, says, at, line: pattern, isBlockText }) =>
      (code?.includes(error.code) ?? true) &&
      (says?.test(error.message) ?? true) &&
      (at?.test(rest) ?? true) &&
      (pattern?.test(line) ?? true) &&
      (isBlockText === undefined || isBelowBlockSign(spot)),
  );
  if (rule === undefined) {
    throw new Error("the last rule explains everything");
  }
  return rule;
}

function lineAt(source: string, begin: number): string {
  const end = source.indexOf("\n", begin);
  return source.slice(begin, end < 0 ? undefined : end);
}

/** `key: …` or `- …`: no line of a text, as far as one can tell. */
const keyOrItem = /^ *(?:- +)*(?:[^\s:#"'-][^\s:]*|"[^"]*"|'[^']*'):(?:\s|$)|^ *-(?:\s|$)/;
/** What begins a text in the lines below it: `prompt: |`, `- >-  # …`. */
const blockSign = /^ *(?:- +)*(?:[^\s#"'][^:#]*: +)?[|>][-+\d]{0,2}[ \t]*(?:#.*)?\r?$/;

/** Whether a line, which is neither key nor item, comes after the text below `|` or `>`, or is all of it. */
function isBelowBlockSign({ source, line }: Spot): boolean {
  const own = lineAt(source, line);
  if (keyOrItem.test(own)) {
    return false;
  }
  const indent = indentOf(own);
  for (let end = line - 1; end >= 0;) {
    const begin = source.lastIndexOf("\n", end - 1) + 1;
    const above = source.slice(begin, end);
    if (blockSign.test(above)) {
      return true;
    }
    if (above.trim() !== "" && (keyOrItem.test(above) || indentOf(above) < indent)) {
      return false;
    }
    end = begin - 1;
  }
  return false;
}

function placeOf(place: Rule["place"], document: Document.Parsed, spot: Spot): number {
  const { source, start, line } = spot;
  if (place === undefined) {
    return start;
  }
  if (place === "quote") {
    return openingQuote(document, start);
  }
  if (place === "bracket") {
    return openingBracket(document, start);
  }
  if (place === "key") {
    return lineOfKey(source, start);
  }
  if (place === "directive") {
    return Math.max(0, source.search(/^%/m));
  }
  return line + Math.max(0, source.slice(line).search(place.first));
}

/** Where the quote was opened that is still open at `end`. */
function openingQuote(document: Document.Parsed, end: number): number {
  let start = end;
  visit(document, {
    Scalar(_key, { type, range }) {
      const isQuoted = type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";
      if (isQuoted && range && range[0] < end && range[1] >= end - 1) {
        [start] = range;
      }
    },
  });
  return start;
}

/** Where the bracket was opened that is still open at `end`. */
function openingBracket(document: Document.Parsed, end: number): number {
  let start = end;
  visit(document, {
    Collection(_key, node) {
      if (!isCollection(node) || node.flow !== true || node.range?.[1] !== end) {
        return undefined;
      }
      [start] = node.range;
      return visit.BREAK;
    },
  });
  return start;
}

/** Of a text that continues in the next lines: the first word of the line in which a key ends it. */
function lineOfKey(source: string, start: number): number {
  const colon = start + source.slice(start).search(/:(?:\s|$)/);
  const line = source.lastIndexOf("\n", colon) + 1;
  return line <= start ? start : line + indentOf(lineAt(source, line));
}
