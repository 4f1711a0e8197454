import { AttemptError } from "../../errors.ts";
import type { JsonObject } from "../../job/types.ts";
import { describeMatch, type SecretFinder, type SecretMatch } from "../../secrets/find.ts";
import { adviseToAllow } from "../../secrets/fingerprint.ts";

/** A longer text without a blank is a picture in base64, which is searched when it is decoded. */
const longestKey = 4096;

/**
 * A secret that got into a prompt is not sent: it would be recorded with the answer as well.
 * @param isAllowed whether the job says of a match that it is none
 * @throws AttemptError LEAK_FOUND; nothing was billed
 */
export function assertNotSent(
  body: JsonObject,
  secrets: SecretFinder,
  isAllowed: (match: SecretMatch) => boolean,
): void {
  const match = secrets.find(textsIn(body)).find((found) => !isAllowed(found));
  if (match === undefined) {
    return;
  }
  throw new AttemptError(
    "LEAK_FOUND",
    `the request would send ${describeMatch(match)}, so it is not sent`,
    {
      retryable: false,
      hint:
        "Take it out of the prompt, the system text, or the answer that the prompt quotes." +
        adviseToAllow([{ ...match.secret, found: match.found }]),
    },
  );
}

/**
 * A reply that repeats a key is not recorded: what is in answers/ goes into version control.
 * @throws AttemptError LEAK_FOUND, which stops the provider: every further reply may do the same
 */
export function assertNoEcho(reply: unknown, secrets: SecretFinder, host: string): void {
  const match = secrets.find(textsIn(reply)).find(({ secret }) => secret.isKey);
  if (match === undefined) {
    return;
  }
  throw new AttemptError(
    "LEAK_FOUND",
    `${host}: the reply holds ${describeMatch(match)}, so it is not recorded`,
    {
      retryable: false,
      stops: "provider",
      mayBeBilled: true,
      hint: "Find out who repeats the key, and replace it.",
    },
  );
}

/** Every text of a JSON value, however deep, names of fields included; pictures are left out. */
function textsIn(value: unknown): string {
  const texts: string[] = [];
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (typeof part === "string") {
      if (part.length < longestKey || /\s/.test(part.slice(0, longestKey))) {
        texts.push(part);
      }
    } else if (typeof part === "object" && part !== null) {
      for (const [name, inner] of Object.entries(part)) {
        if (!Array.isArray(part)) {
          texts.push(name);
        }
        waiting.push(inner);
      }
    }
  }
  return texts.join("\n");
}
