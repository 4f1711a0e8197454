import type { Inline } from "./tree.ts";

/** A heading and a summary are one line: their breaks are spaces. */
export function onOneLine(inlines: readonly Inline[]): readonly Inline[] {
  return inlines.map((inline): Inline => {
    if (inline.type === "break") {
      return { type: "text", text: " " };
    }
    if (inline.type === "text") {
      return { type: "text", text: inline.text.replaceAll("\n", " ") };
    }
    if ("children" in inline) {
      return { ...inline, children: onOneLine(inline.children) };
    }
    return inline;
  });
}
