import { bareDescription, shortenDescription, withoutLabel } from "../checks/answer/description.ts";
import { parseMarkdown } from "./parse-markdown.ts";
import { foldLine } from "./markdown/clean-characters.ts";
import { plainText } from "./markdown/plain-text.ts";

/**
 * A description of a picture as one line of plain text, without marks around it; a model's own also
 * without what it says to who asked, and shortened if it is too long.
 */
export function readAltText({ body, edited }: { body: string; edited: boolean }): string {
  const said = edited ? body : bareDescription(body);
  const blocks = parseMarkdown(said, { baseLevel: 1, source: "model" });
  const lines = blocks.flatMap((block) =>
    block.type === "paragraph" || block.type === "heading" ? [plainText(block.children)] : [],
  );
  const text = withoutLabel(foldLine(lines.length === 0 ? said : lines.join(" ")));
  return edited ? text : shortenDescription(text);
}
