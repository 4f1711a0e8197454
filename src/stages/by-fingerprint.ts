import { fingerprintsOf } from "../answers/types.ts";
import type { Found } from "../answers/store.ts";

/** Records by all that they answer. */
export function indexByFingerprint(found: readonly Found[]): ReadonlyMap<string, readonly Found[]> {
  const index = new Map<string, Found[]>();
  for (const record of found) {
    for (const fingerprint of fingerprintsOf(record.answer))
      index.set(fingerprint, [...(index.get(fingerprint) ?? []), record]);
  }
  return index;
}
