/** A character for each kind of class that patterns usually name. */
const candidates = ["a", "A", "1", "0", " ", "-", "_", ".", "é", "\n"];
for (let code = 33; code < 127; code += 1) {
  candidates.push(String.fromCharCode(code));
}

const atom =
  /\\(?:[pP]\{[^}]*\}|u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[^])|\[\^?(?:\\[^]|[^\]\\])*\]|[^]/uy;
const quantifier = /(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/uy;

/**
 * A text that matches a regular expression: the shortest of a simple kind, made longer where it
 * repeats. What looks around, or back, is beyond it.
 * @throws Error when none is found
 */
export function inventText(
  pattern: string,
  limits: { readonly minLength: number; readonly maxLength: number },
): string {
  const whole = new RegExp(pattern, "u");
  for (let more = 0; more <= limits.minLength + 1; more += 1) {
    const text = new Writer(pattern, more).write();
    const isLong = text.length >= limits.minLength && text.length <= limits.maxLength;
    if (isLong && whole.test(text)) {
      return text;
    }
  }
  const padded = new Writer(pattern, 0).write().padEnd(limits.minLength, "a");
  if (whole.test(padded) && padded.length <= limits.maxLength) {
    return padded;
  }
  throw new Error("no text found");
}

class Writer {
  private readonly pattern: string;
  /** How often more than it must something repeats. */
  private readonly more: number;
  private at = 0;

  constructor(pattern: string, more: number) {
    this.pattern = pattern;
    this.more = more;
  }

  /** The first of the alternatives that stand here, up to the end or a closing bracket. */
  write(): string {
    let first: string | undefined;
    let text = "";
    while (this.at < this.pattern.length && this.pattern[this.at] !== ")") {
      if (this.pattern[this.at] === "|") {
        first ??= text;
        text = "";
        this.at += 1;
      } else {
        const piece = this.writePiece();
        text += piece.repeat(this.readCount());
      }
    }
    return first ?? text;
  }

  private writePiece(): string {
    if (this.pattern[this.at] === "(") {
      this.at +=
        /^\((?:\?(?:<[^=!>][^>]*>|[:=!]|<[=!]))?/.exec(this.pattern.slice(this.at))?.[0].length ??
        1;
      const text = this.write();
      this.at += 1;
      return text;
    }
    const source = this.match(atom)?.[0] ?? "";
    if (/^(?:[\^$]|\\[bB])$/.test(source)) {
      return "";
    }
    const own = source.replace(/^\\/, "");
    const single = new RegExp(`^(?:${source})$`, "u");
    return [own, ...candidates].find((text) => single.test(text)) ?? "";
  }

  private readCount(): number {
    const found = this.match(quantifier);
    if (found === undefined) {
      return 1;
    }
    const [sign, least, most] = found;
    if (sign.startsWith("{")) {
      const few = Number(least);
      const many = most === undefined ? few : most === "" ? Infinity : Number(most);
      return Math.min(few + this.more, many);
    }
    if (sign.startsWith("?")) {
      return Math.min(this.more, 1);
    }
    return (sign.startsWith("+") ? 1 : 0) + this.more;
  }

  private match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.pattern) ?? undefined;
    if (found !== undefined) {
      this.at += found[0].length;
    }
    return found;
  }
}
