import { asTag, isSpan } from "./markdown/delimiters.ts";
import { mapInlines, replaceInlines } from "./markdown/map-inlines.ts";
import { readPlainProse } from "./markdown/plain-prose.ts";
import { readMarkdown, showText } from "./markdown/read-blocks.ts";
import { resolveFootnotes } from "./markdown/footnotes.ts";
import { tidyBlocks } from "./markdown/tidy-blocks.ts";
import { tidyInlines } from "./markdown/tidy-inlines.ts";
import type { Block, TextSource } from "./markdown/tree.ts";
import { writeMarkdown } from "./markdown/write-blocks.ts";

export interface NormalizeOptions {
  /** Headings inside come out one level deeper than this, or more; never beyond 6. */
  readonly baseLevel: number;
  readonly source: TextSource;
}

/**
 * Reads Markdown into the tree that a page is made of. Emphasis that could not be written so that it
 * is read back alike, because no arrangement of asterisks expresses it, becomes tags.
 */
export function parseMarkdown(markdown: string, options: NormalizeOptions): readonly Block[] {
  const prose = readPlainProse(markdown);
  if (prose !== undefined) {
    return prose;
  }
  const read = isBeyondReading(markdown) ? undefined : readMarkdown(markdown, options.source);
  if (read === undefined) {
    return showText(markdown);
  }
  const blocks = tidyBlocks(resolveFootnotes(read, options.source), options);
  // What came in this very form has just been read: reading it again gives the same.
  if (writeMarkdown(blocks) === `${markdown.trimEnd()}\n` || isStable(blocks, options)) {
    return blocks;
  }
  const plain = blocks.map((block) => {
    const baseLevel = block.type === "heading" ? block.level - 1 : options.baseLevel;
    return isStable([block], { ...options, baseLevel }) ? block : withTags(block);
  });
  return settle(plain, options);
}

// No person reads a text beyond these bounds, and to read its Markdown takes minutes.

/** In characters. */
const longestText = 200_000;
/** A line that begins with two hundred signs of indentation, quotes and lists. */
const deepLine = /^(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])){200}/m;
/** A quote's line, before one without its sign: there marked copies all the lines that are left. */
const lazyLine = /^ {0,3}>.*\n(?=[ \t]*[^\s>])/gm;
const mostLazyLines = 500;

function isBeyondReading(markdown: string): boolean {
  return (
    markdown.length > longestText ||
    deepLine.test(markdown) ||
    (markdown.match(lazyLine)?.length ?? 0) > mostLazyLines
  );
}

/** Reads again what is written, a few times at most, until that changes nothing any more. */
function settle(blocks: readonly Block[], options: NormalizeOptions): readonly Block[] {
  let settled = blocks;
  for (let round = 0; round < 4 && !isStable(settled, options); round += 1) {
    settled = readAgain(writeMarkdown(settled), options) ?? settled;
  }
  return settled;
}

/** True when what is written of the blocks is read as the same blocks. */
function isStable(blocks: readonly Block[], options: NormalizeOptions): boolean {
  const written = writeMarkdown(blocks);
  const again = readAgain(written, options);
  return again === undefined || writeMarkdown(again) === written;
}

function readAgain(written: string, options: NormalizeOptions): readonly Block[] | undefined {
  const read = readMarkdown(written, options.source);
  return read && tidyBlocks(read, options);
}

/** A block whose emphasis is written as tags, which every reader finds where they stand. */
function withTags(block: Block): Block {
  return mapInlines(block, (run) =>
    tidyInlines(replaceInlines(run, (inline) => [isSpan(inline) ? asTag(inline) : inline])),
  );
}
