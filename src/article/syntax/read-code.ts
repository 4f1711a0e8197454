import { cleanCharacters } from "./clean-characters.ts";

/** The first word after a fence; a fence that names no language holds `text`. */
export function readLanguage(info: string | undefined): string {
  return /^[\w+#.-]+/.exec(info?.trim() ?? "")?.[0] ?? "text";
}

/** Code as it is published: no white space at line ends, no blank lines around it. */
export function readCode(code: string): string {
  return cleanCharacters(code)
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/^\n+/, "")
    .trimEnd();
}
