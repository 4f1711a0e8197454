import { findMathEnd, seenBehind } from "../../checks/prose/formulas.ts";
import type { Inline, Span, Tag } from "./tree.ts";

export function isSpan(inline: Inline): inline is Span {
  return inline.type === "em" || inline.type === "strong" || inline.type === "del";
}

/** Emphasis that no arrangement of asterisks expresses where it stands. */
export function asTag({ type, children }: Span): Tag {
  return { type: "tag", name: type, children };
}

/**
 * Writes marks as tags where CommonMark's rules would not read them back.
 * @param outerBefore the character that stands before the run
 * @param outerAfter the one behind it
 */
export function dropAmbiguous(
  inlines: readonly Inline[],
  outerBefore = "",
  outerAfter = "",
): readonly Inline[] {
  return inlines.flatMap((inline, index): readonly Inline[] => {
    if (inline.type === "link" || inline.type === "tag") {
      return [{ ...inline, children: dropAmbiguous(inline.children, "[", "]") }];
    }
    const previous = inlines[index - 1];
    const next = inlines[index + 1];
    const before = previous === undefined ? outerBefore : edgeOf(previous, "end");
    const after = next === undefined ? outerAfter : edgeOf(next, "start");
    if (inline.type === "math") {
      const behind = next?.type === "text" ? next.text.slice(0, seenBehind) : after;
      const isRead = findMathEnd(inline.raw + behind, 0, before) === inline.raw.length;
      return isRead ? [inline] : [{ type: "text", text: inline.raw }];
    }
    if (!isSpan(inline)) {
      return [inline];
    }
    const touches =
      previous !== undefined &&
      isSpan(previous) &&
      previous.type !== "del" &&
      inline.type !== "del";
    if (touches || !canDelimit(inline, before, after)) {
      return [asTag(inline)];
    }
    return [{ ...inline, children: dropAmbiguous(inline.children, before, after) }];
  });
}

function canDelimit(span: Span, before: string, after: string): boolean {
  const first = span.children[0];
  const last = span.children.at(-1);
  if (first === undefined || last === undefined) {
    return false;
  }
  return leansOn(before, edgeOf(first, "start")) && leansOn(after, edgeOf(last, "end"));
}

/** The flanking rule: a mark before punctuation needs white space or punctuation outside. */
function leansOn(outside: string, inside: string): boolean {
  if (inside === "" || /\s/u.test(inside)) {
    return false;
  }
  return !isMark(inside) || outside === "" || /\s/u.test(outside) || isMark(outside);
}

function isMark(character: string): boolean {
  return /[\p{P}\p{S}]/u.test(character);
}

/** The character that a neighbour will see: marks and brackets count as punctuation. */
function edgeOf(inline: Inline, side: "start" | "end"): string {
  switch (inline.type) {
    case "text":
      return (side === "start" ? /^./su : /.$/su).exec(inline.text)?.[0] ?? "";
    case "break":
      return "\n";
    case "em":
    case "strong":
    case "del": {
      const child = side === "start" ? inline.children[0] : inline.children.at(-1);
      return child === undefined ? "" : edgeOf(child, side);
    }
    case "entity":
    case "code":
    case "comment":
    case "math":
    case "link":
    case "image":
    case "footnote":
    case "citation":
    case "tag":
      return "!";
    default:
      return inline satisfies never;
  }
}
