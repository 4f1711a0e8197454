// Control characters, line separators, and marks that reorder text: none may reach a terminal.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * `text` with every control character replaced by one visible character of the same width, so that
 * nothing in it can command a terminal and columns stay where they were.
 */
export function toPrintable(text: string): string {
  return text.replaceAll(unprintable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) {
      return String.fromCodePoint(0x24_00 + code);
    }
    return code === 0x7f ? "\u2421" : "\ufffd";
  });
}
