import type { Block, Inline } from "./tree.ts";

// A line of plain prose begins with a letter or a quotation mark, and holds letters, digits and the
// punctuation of sentences, with single spaces between. A colon ends a word, so that no address is in it.
const first = String.raw`[\p{L}"“‘«¿¡(]`;
const other = String.raw`[\p{L}\p{M}\p{N}.,;?!'"“”‘’«»¿¡()%/…–—°ªº-]|:(?=\s|$)`;
const line = String.raw`${first}(?:${other})*(?: (?:${other})+)*`;
const prose = String.raw`${line}(?:\n${line})*`;

const wholeText = new RegExp(`^(?:${prose})$`, "u");
const atStart = new RegExp(String.raw`^(?:${prose})(?=\n*$|\n\n)`, "u");
/** In characters. A pattern runs out of memory on millions of letters, which nobody would read. */
const longestParagraph = 20_000;
const heading = new RegExp(String.raw`^(#{1,6}) (${line})(?:(?=\n\n)|\n(?=\S)|\n?$)`, "u");
/** In characters. */
const longestHeading = 500;
/** The one address that has neither a colon nor an `@`. */
const bareAddress = /www\./i;

/**
 * True for a text that is a paragraph and nothing else to readers of GitHub's Markdown, character
 * for character: it is written as it stands. Most paragraphs of most answers are like this.
 */
export function isPlainProse(text: string): boolean {
  return text.length <= longestParagraph && wholeText.test(text) && !bareAddress.test(text);
}

/** The paragraphs of a text that is nothing but plain prose; undefined when it is not. */
export function readPlainProse(text: string): readonly Block[] | undefined {
  const paragraphs = text.split(/\n{2,}/);
  if (!paragraphs.every((paragraph) => isPlainProse(paragraph))) {
    return undefined;
  }
  return paragraphs.map((paragraph) => ({
    type: "paragraph",
    children: [{ type: "text", text: paragraph }],
  }));
}

/** What is to be written of inlines that are nothing but plain prose; undefined when they are not. */
export function writePlainProse(children: readonly Inline[]): string | undefined {
  const [only, ...others] = children;
  const isPlain = only?.type === "text" && others.length === 0 && isPlainProse(only.text);
  return isPlain ? only.text : undefined;
}

/** The paragraph of plain prose that a Markdown text begins with; undefined when it does not. */
export function takePlainProse(source: string): string | undefined {
  const head = source.slice(0, longestParagraph);
  const paragraph = atStart.exec(head)?.[0];
  if (paragraph === undefined || bareAddress.test(paragraph)) {
    return undefined;
  }
  const isCut = head.length < source.length && !source.startsWith("\n\n", paragraph.length);
  return isCut ? undefined : paragraph;
}

/** The heading of plain prose, on one line, that a Markdown text begins with. */
export function takePlainHeading(
  source: string,
): { readonly raw: string; readonly depth: number; readonly text: string } | undefined {
  const [raw, marks = "", text = ""] = heading.exec(source.slice(0, longestHeading)) ?? [];
  if (raw === undefined || bareAddress.test(text)) {
    return undefined;
  }
  return raw.length < longestHeading ? { raw, depth: marks.length, text } : undefined;
}
