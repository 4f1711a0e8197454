import { foldLine } from "../markdown/clean-characters.ts";
import { isPlainProse } from "../markdown/plain-prose.ts";
import { readMarkdown } from "../markdown/read-blocks.ts";
import { onOneLine, replaceInlines } from "../markdown/map-inlines.ts";
import { tidyInlines } from "../markdown/tidy-inlines.ts";
import type { Inline } from "../markdown/tree.ts";

/**
 * Reads a heading's Markdown: code, emphasis, formulas and links, on one line. What cannot stand in a
 * heading, such as a note's mark, is left out; a picture is its alternative text.
 * @returns an empty run for a heading that says nothing
 */
export function readHeading(heading: string): readonly Inline[] {
  const text = foldLine(heading);
  if (text === "" || isPlainProse(text)) {
    return text === "" ? [] : [{ type: "text", text }];
  }
  // Signs at the end would close the heading.
  const line = `# ${text.replace(/(^|\s)(#+)$/, String.raw`$1\$2`)}`;
  // Links to files beside the page are for texts, whose addresses are checked.
  const [block, ...others] = readMarkdown(line, "model") ?? [];
  const run = block?.type === "heading" && others.length === 0 ? tidy(block.children) : [];
  return run.length === 0 ? [{ type: "text", text }] : run;
}

function tidy(run: readonly Inline[]): readonly Inline[] {
  return tidyInlines(
    onOneLine(
      replaceInlines(run, (inline) =>
        inline.type === "footnote" || inline.type === "comment" ? [] : [inline],
      ),
    ),
  );
}
