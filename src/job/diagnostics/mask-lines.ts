import { indentOf } from "../../files/lines.ts";
import { maskedText, maskShapes } from "../../secrets/mask.ts";
import { isSecretName, isVariableName } from "../../secrets/secret-names.ts";

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
