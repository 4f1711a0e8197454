import { fingerprintsOf } from "./types.ts";
import type { RecordName } from "./record-name.ts";
import type { Found } from "./record-reader.ts";

/** The names of records by the requests that they answer; their contents are not kept. */
export function indexByFingerprint(
  found: Iterable<Found>,
): ReadonlyMap<string, readonly RecordName[]> {
  const index = new Map<string, RecordName[]>();
  for (const { name, answer } of found) {
    for (const fingerprint of fingerprintsOf(answer)) {
      const names = index.get(fingerprint);
      if (names === undefined) {
        index.set(fingerprint, [name]);
      } else {
        names.push(name);
      }
    }
  }
  return index;
}
