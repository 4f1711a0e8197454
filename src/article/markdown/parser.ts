import {
  Lexer,
  Marked,
  type MarkedToken,
  type Token,
  type Tokens,
  type TokensList,
  type TokenizerAndRendererExtension,
} from "marked";
import { footnoteMark, footnoteText } from "./footnote-tokens.ts";
import { blockMath, inlineMath, maskMath } from "./math.ts";
import { takePlainHeading, takePlainProse } from "./plain-prose.ts";

// marked takes quadratic time over marks that do not pair. No paragraph that somebody means to be
// read has as many as these bounds allow.

/** The most runs of `*` and `_` in one paragraph among which emphasis is looked for. */
const mostMarks = 1000;
/** The most characters of one paragraph that are read as Markdown; a longer one is plain text. */
const longestParagraph = 20_000;

/**
 * Takes paragraphs and headings of plain prose before any other rule looks at them: a page is mostly
 * such paragraphs, and marked tries a dozen rules on each, and more on each of its words. Not in
 * quotes and lists, where a line may go on with what stands before it.
 */
const plainProse: TokenizerAndRendererExtension = {
  name: "plainProse",
  level: "block",
  tokenizer(source, tokens) {
    if (tokens !== this.lexer.tokens) {
      return undefined;
    }
    if (source.startsWith("#")) {
      const found = takePlainHeading(source);
      return found && new PlainHeading(found);
    }
    const raw = takePlainProse(source);
    if (raw === undefined) {
      return undefined;
    }
    return new PlainParagraph(raw);
  },
};

/** A paragraph of plain prose: its text is what it says. */
export class PlainParagraph implements Tokens.Paragraph {
  readonly type = "paragraph";
  readonly raw: string;
  readonly text: string;
  readonly tokens: Token[];
  constructor(raw: string) {
    this.raw = raw;
    this.text = raw;
    this.tokens = [toText(raw)];
  }
}

/** A heading of plain prose: its text is what it says. */
export class PlainHeading implements Tokens.Heading {
  readonly type = "heading";
  readonly raw: string;
  readonly depth: number;
  readonly text: string;
  readonly tokens: Token[];
  constructor({ raw, depth, text }: Pick<Tokens.Heading, "raw" | "depth" | "text">) {
    this.raw = raw;
    this.depth = depth;
    this.text = text;
    this.tokens = [toText(text)];
  }
}

function toText(raw: string): Token {
  return { type: "text", raw, text: raw, escaped: false };
}

const ownTokens = [blockMath, inlineMath, footnoteText, footnoteMark];
const ownTypes: ReadonlySet<string> = new Set(ownTokens.map(({ name }) => name));

/** True for every token but those of formulas and footnotes, which marked does not know. */
export function isMarkedToken(token: Token): token is MarkedToken {
  return !ownTypes.has(token.type);
}

/** How much of a paragraph may still be searched for emphasis. */
function maskForEmphasis(source: string): string {
  const masked = maskMath(source);
  const marks = masked.match(/\*+|_+/g)?.length ?? 0;
  return marks > mostMarks ? masked.replaceAll(/[*_]/g, "a") : masked;
}

const { defaults } = new Marked({
  gfm: true,
  extensions: [...ownTokens, plainProse],
  hooks: { emStrongMask: maskForEmphasis },
});

/** For a whole text: nobody reads one with more marks, items and cells. */
const mostTokens = 20_000;
/** In characters: nested text is read again at each level. */
const mostRead = 20_000_000;

/** A text that was shown literally only has more of them when it is read again. */
const plainTypes: ReadonlySet<string> = new Set(["text", "escape"]);

class BoundedLexer extends Lexer {
  /** How much may still be read; items and cells, which are read separately, count as well. */
  #tokens: number;
  #characters: number;

  constructor(limits: { tokens: number; characters: number }) {
    super(defaults);
    this.#tokens = limits.tokens;
    this.#characters = limits.characters;
  }

  override blockTokens(source: string, tokens?: Token[], isClipped?: boolean): Token[];
  override blockTokens(source: string, tokens?: TokensList, isClipped?: boolean): TokensList;
  override blockTokens(source: string, tokens: Token[] = [], isClipped?: boolean): Token[] {
    return this.#count(tokens, source, () => super.blockTokens(source, tokens, isClipped));
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (source.length > longestParagraph) {
      return readEscapes(source, tokens);
    }
    return this.#count(tokens, source, () => super.inlineTokens(source, tokens));
  }

  #count(tokens: readonly Token[], source: string, read: () => Token[]): Token[] {
    const before = tokens.length;
    this.#characters -= source.length;
    const all = this.#characters < 0 ? [] : read();
    this.#tokens -= 1 + all.slice(before).filter(({ type }) => !plainTypes.has(type)).length;
    if (this.#tokens < 0 || this.#characters < 0) {
      throw new RangeError("too much to read");
    }
    return all;
  }
}

/** An escape stays an escape, so that the written text reads back the same. */
function readEscapes(source: string, tokens: Token[]): Token[] {
  for (const [raw, escaped] of source.matchAll(
    /\\([!-/:-@[-`{-~])|(?:[^\\]|\\(?![!-/:-@[-`{-~]))+/g,
  )) {
    tokens.push(
      escaped === undefined
        ? { type: "text", raw, text: raw }
        : { type: "escape", raw, text: escaped },
    );
  }
  return tokens;
}

/** The lexer for GitHub's Markdown, with formulas and footnotes. */
export const markdown = {
  /** @throws RangeError for more than a person would read */
  lexer: (text: string): readonly Token[] =>
    new BoundedLexer({ tokens: mostTokens, characters: mostRead }).lex(text),
  /** For a finished page, which is read as it stands. */
  pageLexer: (text: string): readonly Token[] =>
    new BoundedLexer({ tokens: Infinity, characters: Infinity }).lex(text),
};
