import { randomBytes } from "node:crypto";

/** A key that exists nowhere else, made up for one test. */
export function makeKey(): string {
  return `sk-test-${randomBytes(24).toString("base64url")}`;
}
