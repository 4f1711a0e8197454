import { pbkdf2Sync } from "node:crypto";

/** Some hundredths of a second: nothing for us, much for who tries out passwords. */
const iterations = 100_000;
const bytes = 5;
/** Digits alone would be a number to YAML. */
const prefix = "leak-";

/**
 * By what a job can allow a false alarm. It tells nothing of what was found: 40 bits fit to
 * millions of millions of keys, and each try at a guessed password takes as long as this does
 * (docs/decisions/0030-allowed-by-fingerprint.md).
 * @param name of the secret or the shape: the same text found as another thing is another alarm
 * @param found in letters and digits
 */
export function fingerprintOf(name: string, found: string): string {
  const hash = pbkdf2Sync(found, `prelo leak ${name}`, iterations, bytes, "sha256");
  return prefix + hash.toString("hex");
}

/** Whether a job allows what was found; a provider's key it cannot allow. */
export function isAllowed(
  { name, found, isKey }: { name: string; found: string; isKey: boolean },
  allowed: readonly string[],
): boolean {
  return !isKey && allowed.length > 0 && allowed.includes(fingerprintOf(name, found));
}
