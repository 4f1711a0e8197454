import type { Excerpt } from "../../endpoints/types.ts";
import type { SecretFinder } from "../../secrets/find.ts";

const quotedLength = 200;
/** How much of a text is looked at, in characters. */
const readLength = 4000;
/** A run of the key's characters this long counts as a part of it. */
const keyPartLength = 6;

/** @param secrets finds the keys in every other spelling */
export function createExcerpt(apiKey: string | undefined, secrets: SecretFinder): Excerpt {
  const forms = formsOf(apiKey).map(toLowerCase);
  return (words) => {
    if (words === undefined) {
      return undefined;
    }
    const line = hideKeyParts(words.slice(0, readLength), forms)
      .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\s]+/gu, " ")
      // A key that is shown in part: sk-a***z9, sk-a...z9; not a word with dots behind it.
      .replace(/\S*(?:\*{2,}|\.{3}|…)\S+|\S+\*{2,}|\S*[\d_-]\S*(?:\.{3}|…)/g, "[…]")
      .trim();
    if (line === "" || secrets.find(line).length > 0) {
      return undefined;
    }
    return line.length > quotedLength ? `${line.slice(0, quotedLength)}…` : line;
  };
}

/** Spellings of the key, of which even a few characters are too many. */
function formsOf(apiKey: string | undefined): readonly string[] {
  if (!apiKey) {
    return [];
  }
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.from(" ".repeat(offset) + apiKey)
      .toString("base64")
      .slice(offset === 0 ? 0 : 4),
  );
  return [apiKey, encodeURIComponent(apiKey), ...base64];
}

/** Puts `[…]` in the place of every word that holds a part of the key. */
function hideKeyParts(text: string, forms: readonly string[]): string {
  const searched = toLowerCase(text);
  const hidden = new Set<number>();
  for (const form of forms) {
    // A key shorter than a part is looked for as a whole.
    const length = Math.min(keyPartLength, form.length);
    for (let start = 0; start + length <= form.length; start += 1) {
      const part = form.slice(start, start + length);
      for (let at = searched.indexOf(part); at !== -1; at = searched.indexOf(part, at + 1)) {
        for (let index = at; index < at + length; index += 1) {
          hidden.add(index);
        }
      }
    }
  }
  if (hidden.size === 0) {
    return text;
  }
  return text.replace(/\S+/g, (word, at: number) => {
    const isHidden = Array.from(word).some((_, index) => hidden.has(at + index));
    return isHidden ? "[…]" : word;
  });
}

/** Only ASCII, so that every character stays where it is. */
function toLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
