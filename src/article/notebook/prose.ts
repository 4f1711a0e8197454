import { mapTree } from "../syntax/map-tree.ts";
import type { Block, Inline } from "../syntax/tree.ts";
import { walk } from "../syntax/walk.ts";
import { writeMarkdown } from "../syntax/write-blocks.ts";

/**
 * A dollar that is no formula's. Jupyter looks for formulas twice: in the Markdown, where the
 * backslash stops it, and in the page made of it, where a pair does not reach into an element.
 */
const literalDollar: Inline = { type: "entity", raw: "<span>\\$</span>" };

/**
 * Blocks as the Markdown of a notebook. Jupyter knows formulas in dollars only, and takes any two
 * dollars for one: those of `\(…\)` and `\[…\]` get dollars, those of prices are set apart.
 */
export function writeProse(blocks: readonly Block[]): string {
  const isPaired = countDollars(blocks) > 1;
  const shown = mapTree(blocks, {
    math: (block) => ({ ...block, open: "$$" }),
    inline: (inline) => {
      switch (inline.type) {
        case "math":
          return [toJupyterMath(inline.raw)];
        case "text":
          return isPaired ? splitDollars(inline.text) : [inline];
        case "link":
        case "image":
          return [{ ...inline, url: inline.url.replaceAll("$", "%24") }];
        case "entity":
        case "code":
        case "break":
        case "em":
        case "strong":
        case "del":
          return [inline];
        default:
          return inline satisfies never;
      }
    },
  });
  return writeMarkdown(shown).trimEnd();
}

/** Formulas count for one: two dollars that are not both a formula's may be taken for another. */
function countDollars(blocks: readonly Block[]): number {
  let count = 0;
  walk(blocks, (node) => {
    if (node.type === "math") count += 1;
    if (node.type === "text") count += node.text.split("$").length - 1;
    if (node.type === "image") count += node.alt.split("$").length - 1;
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
    if (piece === "$") return [literalDollar];
    return piece === "" ? [] : [{ type: "text", text: piece }];
  });
}
