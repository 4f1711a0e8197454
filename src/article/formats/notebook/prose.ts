import { leadBy, leadLinks, type LeadLink } from "../../sections/fragments.ts";
import { mapInlines, replaceInlines } from "../../markdown/map-inlines.ts";
import type { Block, Inline } from "../../markdown/tree.ts";
import { walk } from "../../markdown/walk.ts";
import { writeMarkdown } from "../../markdown/write-blocks.ts";

/**
 * A dollar that is no formula's. Jupyter looks for formulas twice: in the Markdown, where the
 * backslash stops it, and in the page made of it, where a pair does not reach into an element.
 */
const literalDollar: Inline = { type: "entity", raw: "<span>\\$</span>" };

/**
 * Blocks as the Markdown of a notebook. Jupyter knows formulas in dollars only, and takes any two
 * dollars for one: those of `\(…\)` and `\[…\]` get dollars, those of prices are set apart. It knows
 * no footnotes, and every cell is a page of its own: a note stands below the text, behind its number,
 * and a link to another place of the page is text.
 * @param toArticle where a link to another article leads
 */
export function writeProse(blocks: readonly Block[], toArticle?: LeadLink): string {
  const isPaired = countDollars(blocks) > 1;
  const change = (run: readonly Inline[]): readonly Inline[] =>
    replaceInlines(run, (inline) => changeInline(inline, isPaired));
  const lead = leadBy(() => undefined, toArticle);
  const shown = blocks
    .map((block) => leadLinks(block, lead))
    .map((block) => mapInlines(block, change, (formula) => ({ ...formula, open: "$$" })));
  return writeMarkdown(shown.flatMap((block) => showNote(block))).trimEnd();
}

function changeInline(inline: Inline, isPaired: boolean): readonly Inline[] {
  switch (inline.type) {
    case "math":
      return [toJupyterMath(inline.raw)];
    case "text":
      return isPaired ? splitDollars(inline.text) : [inline];
    case "link":
    case "image":
      return [{ ...inline, url: inline.url.replaceAll("$", "%24") }];
    case "footnote":
      return [raise(inline.number ?? 0)];
    case "citation":
    case "comment":
    case "entity":
    case "code":
    case "break":
    case "em":
    case "strong":
    case "del":
    case "tag":
      return [inline];
    default:
      return inline satisfies never;
  }
}

function raise(number: number): Inline {
  return { type: "entity", raw: `<sup>${number}</sup>` };
}

/** A note begins with a paragraph, so that its number can stand before it. */
function showNote(block: Block): readonly Block[] {
  if (block.type !== "note") {
    return [block];
  }
  const [first, ...rest] = block.children;
  if (first?.type !== "paragraph") {
    return block.children;
  }
  const space: Inline = { type: "text", text: " " };
  return [{ ...first, children: [raise(block.number ?? 0), space, ...first.children] }, ...rest];
}

/** Formulas count for one: two dollars that are not both a formula's may be taken for another. */
function countDollars(blocks: readonly Block[]): number {
  let count = 0;
  walk(blocks, (node) => {
    if (node.type === "math") {
      count += 1;
    }
    if (node.type === "text") {
      count += node.text.split("$").length - 1;
    }
    if (node.type === "image") {
      count += node.alt.split("$").length - 1;
    }
  });
  return count;
}

/** Between single dollars no formula can hold a dollar: such a one is shown as it was written. */
function toJupyterMath(raw: string): Inline {
  const width = raw.startsWith("$") && !raw.startsWith("$$") ? 1 : 2;
  const mark = raw.startsWith("$$") || raw.startsWith("\\[") ? "$$" : "$";
  const content = raw.slice(width, -width).trim();
  const isCut = mark === "$" && /(?<!\\)(?:\\\\)*\$/.test(content);
  return isCut ? { type: "code", code: raw } : { type: "math", raw: `${mark}${content}${mark}` };
}

function splitDollars(text: string): readonly Inline[] {
  return text.split(/(\$)/).flatMap((piece): readonly Inline[] => {
    if (piece === "$") {
      return [literalDollar];
    }
    return piece === "" ? [] : [{ type: "text", text: piece }];
  });
}
