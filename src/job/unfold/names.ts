import type { Names } from "../../blocks/source-text.ts";
import type { Known, Place } from "./place-blocks.ts";

/** What the ids of the file mean in texts outside of repeats. */
export function namesOf(places: readonly Place[], known: Known): Names {
  const ids: Record<string, string | string[] | null> = {};
  for (const { id, repeated, state } of places) {
    const meant = meaningOf(id, state, known);
    if (repeated !== undefined) {
      const list = [ids[repeated.of] ?? []].flat();
      ids[repeated.of] = meant === null ? list : [...list, meant];
    }
    if (meant !== id) {
      ids[id] = meant;
    }
  }
  return { values: {}, ids };
}

/** The answer that a block's id stands for: its own, that of the chosen variant, or null for none. */
function meaningOf(id: string, state: Place["state"], { chosen }: Known): string | null {
  return state === "there" || state === "open" ? (chosen?.[id] ?? id) : null;
}
