import { createFinder, type SecretFinder } from "./find.ts";
import type { Secret } from "./secret.ts";

/** Gives a text in which no secret stands any more. */
export type Redact = (text: string) => string;

/** Puts in a secret's place, or a part's, the name of the variable that holds it. */
export function createRedactor(secrets: readonly Secret[]): Redact {
  const finder = createFinder(secrets);
  return (text) => redact(text, finder);
}

export function redact(text: string, finder: SecretFinder): string {
  let hidden = "";
  let end = 0;
  for (const match of finder.find(text)) {
    if (match.end <= end) {
      continue;
    }
    hidden += `${text.slice(end, Math.max(end, match.start))}[redacted: ${match.secret.name}]`;
    ({ end } = match);
  }
  return hidden + text.slice(end);
}
