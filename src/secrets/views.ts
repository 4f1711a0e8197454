import { decode } from "./decode.ts";
import { replaceIn, type View } from "./view.ts";

/** Tags, the targets of Markdown's links, and the marks of emphasis and code. */
const markup = /<[^<>]{0,2000}>|\]\([^()\s]{0,1000}\)|[*`~]+/g;

/** Characters that nobody sees, but that keep a search from finding. */
const invisible = /(?:\p{Default_Ignorable_Code_Point}|\p{Cf})+/gu;

/** What every escape, mark and unseen character has in it: a text without any reads as it stands. */
const sign = /[&%\\<\]*`~]|[^\0-\x7F]/;

/**
 * A text as it may be read: as it stands; decoded, with its tags, whose attributes can hold
 * anything; and decoded without tags and marks, as the page shows it.
 */
export function viewsOf(source: string): readonly View[] {
  const raw = { text: source };
  if (!sign.test(source)) return [raw];
  const decoded = replaceIn(decode(raw), invisible, () => "");
  const shown = replaceIn(decoded, markup, () => "");
  return [raw, decoded, shown].filter((view, index, all) => view !== all[index - 1]);
}
