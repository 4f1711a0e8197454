import { randomBytes } from "node:crypto";

/**
 * A key that exists nowhere else, made up for one test. One in a hundred would hold a piece that could be a
 * word, as `-proj-` is one: such a piece anyone may know, and by itself it is no leak.
 */
export function makeKey(): string {
  for (;;) {
    const random = randomBytes(24).toString("base64url");
    if (!/(?:^|[-_])[A-Za-z]{2,}\d{0,2}(?:[-_]|$)/.test(random)) {
      return `sk-test-${random}`;
    }
  }
}
