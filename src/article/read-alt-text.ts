import { parseMarkdown } from "./normalize.ts";
import { foldLine } from "./syntax/clean-characters.ts";
import { plainText } from "./syntax/plain-text.ts";

/** A model's or an editor's description as one line of plain text, without marks around it. */
export function readAltText(body: string): string {
  const blocks = parseMarkdown(body, { baseLevel: 1, source: "model" });
  const lines = blocks.flatMap((block) =>
    block.type === "paragraph" || block.type === "heading" ? [plainText(block.children)] : [],
  );
  const text = foldLine(lines.length === 0 ? body : lines.join(" ")).trim();
  return /^(?:"[^"]*"|“[^“”]*”|«[^«»]*»)$/u.test(text) ? text.slice(1, -1).trim() : text;
}
