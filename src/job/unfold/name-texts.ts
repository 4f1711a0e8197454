import type { Names } from "../../blocks/source-text.ts";
import type { SourceText } from "../types.ts";

/**
 * A block, or a part of one, whose texts know the names that hold for them. What names none of them stays
 * the very same.
 */
export function nameTexts<T>(part: T, names: Names): T;
export function nameTexts(part: unknown, names: Names): unknown {
  if (typeof part !== "object" || part === null) {
    return part;
  }
  if (isText(part)) {
    return nameText(part, names);
  }
  if (Array.isArray(part)) {
    const members = part.map((member: unknown) => nameTexts(member, names));
    return members.every((member, index) => member === part[index]) ? part : members;
  }
  const changed = Object.entries(part).flatMap(([key, member]: [string, unknown]) => {
    const named = nameTexts(member, names);
    return named === member ? [] : [[key, named] as const];
  });
  return changed.length === 0 ? part : { ...part, ...Object.fromEntries(changed) };
}

/** A text with those names that it mentions. */
function nameText(text: SourceText, { values, ids }: Names): SourceText {
  const mentioned = <V>(all: Readonly<Record<string, V>>): Readonly<Record<string, V>> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => text.value.includes(name)));
  const names = { values: mentioned(values), ids: mentioned(ids) };
  const count = Object.keys(names.values).length + Object.keys(names.ids).length;
  return count === 0 ? text : { ...text, names };
}

function isText(part: object): part is SourceText {
  return "value" in part && typeof part.value === "string" && "literal" in part && "line" in part;
}
