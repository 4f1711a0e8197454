import type { Secret } from "./collect.ts";
import { createFinder, type SecretFinder } from "./find.ts";
import { isSecretParameter } from "./secret-names.ts";
import { looksLikeSecret, secretShapes } from "./shapes.ts";

/** Replaces a secret in a frame or a message. */
export const maskedText = "[hidden]";

/** A quoted text with YAML's escapes for letters undone: `\\x73k` is `sk`. */
function unescape(quoted: string): string {
  return quoted.replaceAll(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/gi,
    (all, byte?: string, short?: string, long?: string, sign?: string) => {
      const code = Number.parseInt(byte ?? short ?? long ?? "", 16);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : (sign ?? all);
    },
  );
}

/** Masks texts in double quotes that hold a secret whose letters are written as escapes. */
function maskEscaped(line: string): string {
  return line.includes("\\")
    ? line.replaceAll(/"(?:[^"\\]|\\.)*"?/g, (quoted) =>
        looksLikeSecret(unescape(quoted)) ? maskedText : quoted,
      )
    : line;
}

/** Masks whatever has a secret's shape, and credentials in addresses. */
export function maskShapes(line: string): string {
  let masked = maskEscaped(line)
    .replaceAll(/:\/\/[^\s/?#@]{1,400}@/g, `://${maskedText}@`)
    .replaceAll(/([?&;#])([\w.-]{1,64})=[^\s&"'`<>#]+/g, (all, sign: string, name: string) =>
      isSecretParameter(name) ? `${sign}${name}=${maskedText}` : all,
    );
  for (const { pattern } of secretShapes) {
    masked = masked.replaceAll(pattern, maskedText);
  }
  return masked;
}

/** Removes every secret from a text. */
export type Redact = (text: string) => string;

/** Replaces each secret, or part of one, by the name of the variable that holds it. */
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
