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

/**
 * Commands that all begin with the shell's `$` lose it, so that they can be copied (MD014);
 * where output stands between them it tells the two apart, and stays.
 */
export function dropPrompts(code: string): string {
  const lines = code.split("\n");
  const isPrompted = lines.every((line) => line.trim() === "" || /^\s*\$\s/.test(line));
  return isPrompted ? lines.map((line) => line.replace(/^(\s*)(?:\$\s+)+/, "$1")).join("\n") : code;
}
