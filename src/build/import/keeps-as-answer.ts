import { placeSections } from "../../article/sections/section-blocks.ts";
import { plainText } from "../../article/markdown/plain-text.ts";
import { walk } from "../../article/markdown/walk.ts";

/**
 * Whether a text is published as an answer just as it is published as the author's own: of a model's text,
 * numbers in brackets, pictures and links to files beside the page are not taken at their word.
 * @param heading what stands above it; empty for nothing
 */
export function keepsAsAnswer(markdown: string, heading: string): boolean {
  const base = { id: "text", level: 2, kind: "markdown", markdown } as const;
  const section = { ...base, heading: heading === "" ? "Text" : heading };
  const [own] = placeSections({ title: "", sections: [{ ...section, source: "author" }] });
  const [answer] = placeSections({
    title: "",
    sections: [{ ...section, source: "model", edited: true }],
  });
  let says = false;
  walk(answer?.blocks ?? [], (node) => {
    const isText = node.type === "paragraph" && plainText(node.children).trim() !== "";
    says ||= isText || node.type === "table" || node.type === "list" || node.type === "math";
  });
  return says && JSON.stringify(own?.blocks) === JSON.stringify(answer?.blocks);
}
