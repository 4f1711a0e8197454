import { pbkdf2Sync } from "node:crypto";

/** Takes a few hundredths of a second: nothing here, a lot for someone who tries out passwords. */
const iterations = 100_000;
const bytes = 5;
/** Digits alone would be a number to YAML. */
const prefix = "leak-";

/** What was taken for a secret. */
interface Allowable {
  readonly name: string;
  readonly found: string;
  readonly isKey: boolean;
}

/**
 * What a job names to allow a false alarm. It reveals nothing: countless keys fit 40 bits, and
 * each guess at a password takes as long as this does
 * (docs/decisions/0030-allowed-by-fingerprint.md).
 * @param name of the secret or the shape: the same text found as something else is another alarm
 * @param found in letters and digits
 */
function fingerprintOf(name: string, found: string): string {
  const hash = pbkdf2Sync(found, `prelo leak ${name}`, iterations, bytes, "sha256");
  return prefix + hash.toString("hex");
}

/** What to write into the job file when this was no secret; nothing for a provider's key. */
export function adviseToAllow(found: readonly Allowable[]): string {
  const fingerprints = found
    .filter(({ isKey }) => !isKey)
    .map((one) => fingerprintOf(one.name, one.found));
  if (fingerprints.length === 0) {
    return "";
  }
  const list = [...new Set(fingerprints)].join(", ");
  return ` If it is none (an example, say), allow it in the job file: leaks: { allow: [${list}] }`;
}

/** Whether a job allows what was found; a provider's key it cannot allow. */
export function isAllowed({ name, found, isKey }: Allowable, allowed: readonly string[]): boolean {
  return !isKey && allowed.length > 0 && allowed.includes(fingerprintOf(name, found));
}
