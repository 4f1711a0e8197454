import { pbkdf2Sync } from "node:crypto";

/** Some hundredths of a second: nothing for us, much for who tries out passwords. */
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
 * By what a job can allow a false alarm. It tells nothing of what was found: no end of keys
 * fits to 40 bits, and each try at a guessed password takes as long as this does
 * (docs/decisions/0030-allowed-by-fingerprint.md).
 * @param name of the secret or the shape: the same text found as another thing is another alarm
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
