import type { Token, Tokens } from "marked";
import { carriesAddress } from "../../prose/formula-addresses.ts";
import { cleanCharacters } from "./clean-characters.ts";
import { makeMath, readFormulaFence, splitFormulas } from "./display-math.ts";
import { isFootnoteText } from "./footnote-tokens.ts";
import { isMarkedToken, markdown, PlainHeading, PlainParagraph } from "./parser.ts";
import { dropPrompts, readCode, readLanguage } from "./read-code.ts";
import { readHtmlText, readInlines } from "./read-inlines.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import type { Block, Inline, Item, MathBlock, TextSource } from "./tree.ts";

/** Quotes and lists nested deeper than this lose their frame, not their text. */
const deepestNesting = 24;

/** Reads Markdown into the tree, with links resolved and nothing raw left in it. */
export function readMarkdown(text: string, source: TextSource): readonly Block[] {
  const clean = cleanCharacters(text);
  try {
    return readTokens(markdown.lexer(clean), source);
  } catch (error) {
    // Thousands of nested marks exhaust the parser's stack: such a text is shown as it is.
    if (error instanceof RangeError) return readLiteral(clean);
    throw error;
  }
}

/** Reads tokens of the lexer's into the tree. */
export function readTokens(tokens: readonly Token[], source: TextSource): readonly Block[] {
  return readBlocks(tokens, source, 0);
}

function readBlocks(tokens: readonly Token[], source: TextSource, depth: number): readonly Block[] {
  return tokens.flatMap((token) => readBlock(token, source, depth));
}

function readBlock(token: Token, source: TextSource, depth: number): readonly Block[] {
  if (isFootnoteText(token)) {
    return [
      { type: "note", label: token.label, children: readBlocks(token.tokens, source, depth + 1) },
    ];
  }
  if (!isMarkedToken(token)) return [readMath(token)];
  switch (token.type) {
    case "heading": {
      const children =
        token instanceof PlainHeading ? textOf(token) : readInlines(token.tokens, source);
      return [{ type: "heading", level: token.depth, children }];
    }
    case "paragraph":
      return token instanceof PlainParagraph
        ? [{ type: "paragraph", children: textOf(token) }]
        : splitFormulas(readInlines(token.tokens, source));
    case "text":
      return splitFormulas(readInlines(token.tokens ?? [token], source));
    case "html":
      return readHtml(token.raw, source, depth);
    case "code":
      return [readFence(token, source)];
    case "blockquote":
      return depth < deepestNesting
        ? [{ type: "quote", children: readBlocks(token.tokens, source, depth + 1) }]
        : readBlocks(token.tokens, source, depth);
    case "list":
      if (depth >= deepestNesting) {
        return token.items.flatMap((item) => readBlocks(item.tokens, source, depth));
      }
      return [
        {
          type: "list",
          ...(token.ordered ? { start: Number(token.start) } : {}),
          delimiter: ".",
          loose: token.loose,
          items: token.items.map((item) => readItem(item, source, depth + 1)),
        },
      ];
    case "table":
      return [readTable(token, source)];
    case "hr":
      return [{ type: "rule" }];
    case "br":
    case "checkbox":
    case "codespan":
    case "def":
    case "del":
    case "em":
    case "escape":
    case "image":
    case "link":
    case "list_item":
    case "space":
    case "strong":
      return [];
    default:
      return token satisfies never;
  }
}

function textOf({ text }: Tokens.Heading | Tokens.Paragraph): readonly Inline[] {
  return [{ type: "text", text }];
}

function readItem(item: Tokens.ListItem, source: TextSource, depth: number): Item {
  const children = readBlocks(
    item.tokens.filter((token) => token.type !== "checkbox"),
    source,
    depth,
  );
  return item.task ? { checked: item.checked === true, children } : { children };
}

function readTable(token: Tokens.Table, source: TextSource): Block {
  const readRow = (cells: readonly Tokens.TableCell[]): readonly (readonly Inline[])[] =>
    cells.map((cell) => tidyInlines(onOneLine(readInlines(cell.tokens, source))));
  return {
    type: "table",
    align: token.align,
    header: readRow(token.header),
    rows: token.rows.map((row) => readRow(row)),
  };
}

/** A cell and a heading are one line: their breaks are spaces. */
export function onOneLine(inlines: readonly Inline[]): readonly Inline[] {
  return inlines.map((inline): Inline => {
    if (inline.type === "break") return { type: "text", text: " " };
    if (inline.type === "text") return { type: "text", text: inline.text.replaceAll("\n", " ") };
    if ("children" in inline) return { ...inline, children: onOneLine(inline.children) };
    return inline;
  });
}

function readFence({ lang, text }: Tokens.Code, source: TextSource): Block {
  return (
    readFormulaFence(lang, text) ?? {
      type: "code",
      language: carriesAddress(text) ? sourceLanguage(lang) : readLanguage(lang),
      code: readModelCode(text, source),
    }
  );
}

/** GitHub makes a formula of whatever a fence named `math` holds: one with an address is shown. */
function sourceLanguage(lang: string | undefined): string {
  const language = readLanguage(lang);
  return language.toLowerCase() === "math" ? "latex" : language;
}

function readModelCode(text: string, source: TextSource): string {
  const code = readCode(text);
  return source === "model" ? dropPrompts(code) : code;
}

/** HTML that stands as a block becomes paragraphs that show it; what follows a `<br>` is text. */
function readHtml(raw: string, source: TextSource, depth: number): readonly Block[] {
  const rest = raw.replace(/^(?:\s*<br\s*\/?>)+/i, "");
  return rest === raw ? readLiteral(raw) : readBlocks(markdown.lexer(rest), source, depth);
}

/** Paragraphs that show a text as it was written. */
function readLiteral(text: string): readonly Block[] {
  return text
    .split(/\n[ \t]*\n/)
    .map((part) => tidyInlines(readHtmlText(part)))
    .filter((children) => children.length > 0)
    .map((children) => ({ type: "paragraph", children }));
}

function readMath(token: Tokens.Generic): MathBlock {
  return makeMath(token["open"] === "$$" ? "$$" : "\\[", String(token["content"]));
}
