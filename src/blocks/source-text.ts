import * as z from "zod";
import type { Json } from "../endpoints/types.ts";
import type { SourcePlace } from "../errors.ts";
import { filledText } from "./settings/values.ts";

/** Where a piece of a text that was folded together from several lines stands in the file. */
export interface TextSegment {
  /** The piece begins at this character of the text's value, counted from 0. */
  readonly start: number;
  readonly line: number;
  readonly column: number;
}

/** What a template may name beside the article's own values, and what ids mean in it. */
export interface Names {
  /** By name: the item of a repeat; null while that is still to come. */
  readonly values: Readonly<Record<string, Json>>;
  /** The block that an id stands for, several in their order, or null for one that is left out. */
  readonly ids: Readonly<Record<string, string | readonly string[] | null>>;
}

/** A text of the author's that may hold a Liquid template, with where its content begins. */
export interface SourceText extends SourcePlace {
  readonly value: string;
  /** True for a `|` block: line n of the value is line `line + n - 1` of the file. */
  readonly literal: boolean;
  /** True for what is no template, whatever it holds: a text that was rendered, or came from a model. */
  readonly isPlain?: true;
  /** Only for a text folded or quoted over several lines: see `locateInText`. */
  readonly segments?: readonly TextSegment[];
  /** Set where the article is unfolded: see job/unfold/. */
  readonly names?: Names;
}

/** A text that is shown as it is, at the place of the one that it stands for. */
export function plainText(value: string, { file, line, column }: SourcePlace): SourceText {
  return { value, file, line, column, literal: false, isPlain: true };
}

const unplaced = new WeakSet<object>();

function toSourceText(value: string): SourceText {
  const text = { value, file: "", line: 0, column: 0, literal: false };
  unplaced.add(text);
  return text;
}

/** The schema of a text that may hold a template; {@link placeTexts} tells it where it stands. */
export const sourceText = filledText.transform(toSourceText);

/** The same of a text that may be empty. */
export const anySourceText = z.string().transform(toSourceText);

/** Tells a text from a group that an author wrote: its members' types are a text's own. */
export function isSourceText(value: unknown): value is SourceText {
  return (
    typeof value === "object" &&
    value !== null &&
    "value" in value &&
    typeof value.value === "string" &&
    "literal" in value &&
    typeof value.literal === "boolean"
  );
}

/**
 * Gives each text of a checked value its place. No schema may rename a key on the way to a text, or
 * its place would not be found.
 * @param textAt finds the text at a path below the value
 */
export function placeTexts(
  value: unknown,
  textAt: (path: readonly PropertyKey[]) => SourceText | undefined,
  path: readonly PropertyKey[] = [],
): void {
  if (typeof value !== "object" || value === null) {
    return;
  }
  if (unplaced.delete(value)) {
    Object.assign(value, textAt(path));
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    placeTexts(member, textAt, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}
