import type { Secret } from "./collect.ts";
import { createFinder, type SecretFinder } from "./find.ts";
import { isSecretName, isSecretParameter, isVariableName } from "./secret-names.ts";
import { looksLikeSecret, secretShapes } from "./shapes.ts";

/** Replaces a secret in a frame or a message. */
export const maskedText = "[hidden]";

/** How a secret continues on the next line: in an open quote, or as a value still to come. */
interface Open {
  readonly indent: number;
  quote: string | undefined;
  due: boolean;
}

interface MaskedLine {
  readonly text: string;
  readonly open?: Open;
}

const keyBeforeValue = /(["']?)(?<![A-Za-z0-9_.-])([A-Za-z0-9_.-]{1,128})\1\s{0,8}[:=]\s*/g;

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

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Where the value that begins at `start` ends, and whether its quote is still open there. */
function endOfValue(line: string, start: number, inFlow: boolean): { end: number; quote?: string } {
  const first = line.charAt(start);
  if (first === '"' || first === "'") {
    const close = line.indexOf(first, start + 1);
    return close === -1 ? { end: line.length, quote: first } : { end: close + 1 };
  }
  if (!inFlow) {
    return { end: line.length };
  }
  const length = line.slice(start).search(/[,}\]]/);
  return { end: length === -1 ? line.length : start + length };
}

/** True for a value that may be shown although its key sounds like a secret's. */
function isHarmless(name: string, value: string): boolean {
  return name.toLowerCase().endsWith("_env") && isVariableName(value.replaceAll(/["']/g, ""));
}

function maskLine(line: string): MaskedLine {
  let text = "";
  let copied = 0;
  let open: Open | undefined;
  for (const match of line.matchAll(keyBeforeValue)) {
    const name = match[2] ?? "";
    if (match.index < copied || !isSecretName(name.replace(/_env$/i, ""))) {
      continue;
    }
    const start = match.index + match[0].length;
    const { end, quote } = endOfValue(line, start, /[{[]/.test(line.slice(0, match.index)));
    const value = line.slice(start, end).trim();
    if (isHarmless(name, value)) {
      continue;
    }
    open = { indent: indentOf(line), quote, due: value === "" };
    text += line.slice(copied, start) + (value === "" ? "" : maskedText);
    copied = end;
  }
  text = maskShapes(text + line.slice(copied));
  return open === undefined ? { text } : { text, open };
}

/** True while `line` still belongs to the secret that `open` began; updates `open`. */
function goesOn(open: Open, line: string): boolean {
  if (open.quote !== undefined) {
    open.quote = line.includes(open.quote) ? undefined : open.quote;
    return true;
  }
  if (line.trim() === "") {
    return true;
  }
  const goes = open.due || indentOf(line) > open.indent;
  open.due = false;
  return goes;
}

/**
 * Masks the secrets in one line: known shapes, and whatever follows a key such as `api_key:`.
 * Everything before the first secret stays as it is, column by column.
 */
export function maskSecrets(line: string): string {
  return maskLine(line).text;
}

/** Masks the secrets in a file's lines, also those that span several lines. */
export function maskLines(lines: readonly string[]): string[] {
  let open: Open | undefined;
  return lines.map((line) => {
    if (open !== undefined && goesOn(open, line)) {
      const indent = line.slice(0, indentOf(line));
      return line.trim() === "" ? line : indent + maskedText;
    }
    const masked = maskLine(line);
    open = masked.open;
    return masked.text;
  });
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
