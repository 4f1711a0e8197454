import type { Token, Tokens } from "marked";
import { carriesAddress } from "../../checks/prose/formula-addresses.ts";
import { cleanCharacters } from "./clean-characters.ts";
import { type DetailsMark, nestDetails, splitDetails } from "./details.ts";
import { makeMath, readFormulaFence, splitFormulas } from "./display-math.ts";
import { decodeText } from "./entities.ts";
import { isFootnoteText } from "./footnote-tokens.ts";
import { isComment, pairTags, readHtmlPieces } from "./html-tags.ts";
import { isMarkedToken, markdown, PlainHeading, PlainParagraph } from "./parser.ts";
import { readFenced, readLanguage } from "./read-code.ts";
import { readInlines } from "./read-inlines.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import { forgetTabs, hideTabs, restoreTabs } from "./tabs.ts";
import type { Block, Inline, Item, MathBlock, TextSource } from "./tree.ts";

/** Quotes and lists nested deeper than this become plain paragraphs; their text stays. */
const deepestNesting = 24;

/**
 * Reads Markdown into the tree, with links resolved and nothing raw left in it.
 * @returns undefined for what holds more than a person would read, or nests so deep that it exhausts
 * the parser's stack
 */
export function readMarkdown(text: string, source: TextSource): readonly Block[] | undefined {
  try {
    return readTokens(markdown.lexer(hideTabs(cleanCharacters(text))), source);
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

/** Nobody reads a text with more paragraphs than this. */
const mostParagraphs = 5000;

/** Paragraphs that show a text literally; only white space is folded. */
export function showText(text: string): readonly Block[] {
  const clean = cleanCharacters(text);
  const parts = clean.split(/\n[ \t]*\n/).filter((part) => part.trim() !== "");
  return (parts.length > mostParagraphs ? [clean] : parts).map((part) => ({
    type: "paragraph",
    children: tidyInlines([{ type: "text", text: part }]),
  }));
}

/** Reads tokens of the lexer's into the tree. */
export function readTokens(tokens: readonly Token[], source: TextSource): readonly Block[] {
  return readBlocks(tokens, source, 0);
}

function readBlocks(tokens: readonly Token[], source: TextSource, depth: number): readonly Block[] {
  const parts = tokens.flatMap((token) => readBlock(token, source, depth));
  return nestDetails(parts, readLiteral, deepestNesting - depth);
}

function readBlock(
  token: Token,
  source: TextSource,
  depth: number,
): readonly (Block | DetailsMark)[] {
  if (isFootnoteText(token)) {
    return [
      { type: "note", label: token.label, children: readBlocks(token.tokens, source, depth + 1) },
    ];
  }
  if (!isMarkedToken(token)) {
    return [readMath(token)];
  }
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
      return [readFence(token)];
    case "blockquote":
      return depth < deepestNesting
        ? [{ type: "blockquote", children: readBlocks(token.tokens, source, depth + 1) }]
        : readBlocks(token.tokens, source, depth);
    case "list":
      if (depth >= deepestNesting) {
        return token.items.flatMap((item) => readBlocks(item.tokens, source, depth));
      }
      return [
        {
          type: "list",
          ...(token.ordered ? { start: Number(token.start) } : {}),
          delimiter: token.ordered ? "." : "-",
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
    cells.map((cell) => readInlines(cell.tokens, source));
  return {
    type: "table",
    align: token.align,
    header: readRow(token.header),
    rows: token.rows.map((row) => readRow(row)),
  };
}

function readFence({ lang, text, raw, codeBlockStyle }: Tokens.Code): Block {
  // Blank lines around an indented block are none of it.
  const code = restoreTabs(
    codeBlockStyle === "indented" ? text.replace(/(?:\n[ \t]*)+$/, "") : readFenced(raw),
  );
  const language = readLanguage(decodeText(lang ?? ""));
  const formula = readFormulaFence(language, code);
  if (formula !== undefined) {
    return formula;
  }
  return {
    type: "code",
    language: carriesAddress(code) ? sourceLanguage(language) : language,
    code,
  };
}

/** GitHub makes a formula of whatever a fence named `math` holds: one with an address is shown. */
function sourceLanguage(language: string): string {
  return language.toLowerCase() === "math" ? "latex" : language;
}

/** A block of HTML becomes paragraphs of the tags that may stay; what follows a `<br>` is text. */
function readHtml(
  raw: string,
  source: TextSource,
  depth: number,
): readonly (Block | DetailsMark)[] {
  const html = forgetTabs(raw);
  const rest = html.replace(/^(?:\s*<br\s*\/?>)+/i, "");
  if (rest !== html) {
    return readBlocks(markdown.lexer(rest), source, depth);
  }
  const parts = splitDetails(html);
  if (parts === undefined) {
    return readLiteral(html);
  }
  return parts.flatMap((part): readonly (Block | DetailsMark)[] =>
    typeof part === "string" ? readLiteral(part) : [part],
  );
}

/** Paragraphs that show a text as it was written, but for tags and comments that may stay. */
function readLiteral(text: string): readonly Block[] {
  const whole = text.trim();
  if (isComment(whole)) {
    return [{ type: "comment", raw: whole }];
  }
  return text.split(/\n[ \t]*\n/).flatMap((part) => {
    const run = tidyInlines(pairTags(readHtmlPieces(part)));
    const [first] = run;
    // It begins a block of HTML, in which Markdown is not read, so what follows is read separately.
    return first?.type === "comment"
      ? [first, paragraphOf(tidyInlines(run.slice(1)))].flat()
      : paragraphOf(run);
  });
}

function paragraphOf(children: readonly Inline[]): readonly Block[] {
  return children.length === 0 ? [] : [{ type: "paragraph", children }];
}

function readMath(token: Tokens.Generic): MathBlock {
  return makeMath(token["open"] === "$$" ? "$$" : "\\[", forgetTabs(String(token["content"])));
}
