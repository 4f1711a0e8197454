import type { Inline } from "./tree.ts";

/** What a reader sees of a run of inlines, without any mark. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines.map((inline) => plainTextOf(inline)).join("");
}

function plainTextOf(inline: Inline): string {
  switch (inline.type) {
    case "text":
      return inline.text;
    case "entity":
    case "math":
      return inline.raw;
    case "code":
      return inline.code;
    case "break":
      return "\n";
    case "comment":
    case "footnote":
      return "";
    case "citation":
      return citationText(inline.numbers);
    case "image":
      return inline.alt;
    case "em":
    case "strong":
    case "del":
    case "link":
    case "tag":
      return plainText(inline.children);
    default:
      return inline satisfies never;
  }
}

/** `[1, 3]`: how a citation is written in every form. */
export function citationText(numbers: readonly number[]): string {
  return `[${numbers.join(", ")}]`;
}
