import type { Token, TokenizerAndRendererExtension } from "marked";

/** Letters and digits at both ends, so that no label can be taken for emphasis. */
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}._:#/-]{0,98}[\p{L}\p{N}])?`;
const markStart = new RegExp(String.raw`^\[\^(${label})\](?!\()`, "u");
const noteStart = new RegExp(String.raw`^ {0,3}\[\^(${label})\]:[ \t]*`, "u");
/** A line that cannot go on with the paragraph of a note. */
const otherBlock =
  /^ {0,3}(?:\[\^[^\]\s]+\]:|#{1,6}(?:\s|$)|[>|<]|`{3}|~{3}|[-+*]\s|\d{1,9}[.)]\s|\$\$|\\\[|(?:[-*_][ \t]*){3,}$)/;
const indented = /^(?: {4}|\t)/;

/** What a footnote says: `[^label]: …`, and what is indented below it. */
export const footnoteText: TokenizerAndRendererExtension = {
  name: "footnoteText",
  level: "block",
  start(source) {
    const end = source.search(/\n[ \t]*\n/);
    const found = (end < 0 ? source : source.slice(0, end)).search(/\n {0,3}\[\^[^\]\s]+\]:/);
    return found < 0 ? undefined : found + 1;
  },
  tokenizer(source) {
    const start = noteStart.exec(source);
    if (start === null) {
      return undefined;
    }
    const [opening, name = ""] = start;
    const { raw, content } = readNote(source, opening.length);
    if (content.trim() === "") {
      return undefined;
    }
    const tokens = this.lexer.blockTokens(content, []);
    return { type: "footnoteText", raw, label: name, tokens };
  },
};

/** The mark of a footnote in a sentence: `[^label]`. */
export const footnoteMark: TokenizerAndRendererExtension = {
  name: "footnoteMark",
  level: "inline",
  tokenizer(source) {
    const match = markStart.exec(source);
    return match === null
      ? undefined
      : { type: "footnoteMark", raw: match[0], label: match[1] ?? "" };
  },
};

interface FootnoteMarkToken {
  readonly label: string;
}
interface FootnoteTextToken extends FootnoteMarkToken {
  readonly tokens: readonly Token[];
}

export function isFootnoteMark(token: Token | FootnoteMarkToken): token is FootnoteMarkToken {
  return "type" in token && token.type === footnoteMark.name;
}

export function isFootnoteText(token: Token | FootnoteTextToken): token is FootnoteTextToken {
  return "type" in token && token.type === footnoteText.name;
}

/** The lines of a note: those that follow without a blank line, and those that are indented. */
function readNote(source: string, from: number): { raw: string; content: string } {
  const lines: string[] = [];
  let end = lineEnd(source, from);
  lines.push(source.slice(from, end));
  let position = end;
  let blanks = 0;
  while (position < source.length) {
    const next = lineEnd(source, position + 1);
    const line = source.slice(position + 1, next);
    position = next;
    if (line.trim() === "") {
      blanks += 1;
      continue;
    }
    if (!indented.test(line) && (blanks > 0 || otherBlock.test(line))) {
      break;
    }
    lines.push(...Array.from({ length: blanks }, () => ""), line.replace(indented, ""));
    blanks = 0;
    end = next;
  }
  return { raw: source.slice(0, end + 1), content: lines.join("\n") };
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end < 0 ? source.length : end;
}
