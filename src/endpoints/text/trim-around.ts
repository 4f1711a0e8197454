/**
 * A text without the white space around it; but where its first line is indented as code is, it stays
 * so: an answer may begin with code.
 */
export function trimAround(text: string): string {
  const shown = text.replace(/^(?:[ \t]*\r?\n)+/, "").trimEnd();
  return /^(?: {4}| {0,3}\t)/.test(shown) ? shown : shown.trimStart();
}
