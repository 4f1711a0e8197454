import { cleanCharacters } from "./clean-characters.ts";

/** The first word after a fence; a fence that names no language holds `text`. */
export function readLanguage(info: string | undefined): string {
  return /^[^\s`]+/.exec(cleanCharacters(info ?? "").trim())?.[0] ?? "text";
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

/** What stands between the fences of a block, line for line; the last fence may be missing. */
export function readFenced(raw: string): string {
  const [, indent = "", fence = ""] = /^( {0,3})(`{3,}|~{3,})/.exec(raw) ?? [];
  const lines = raw.replace(/\n$/, "").split("\n").slice(1);
  const isClosed = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(lines.at(-1) ?? "")?.[1]?.startsWith(fence);
  if (isClosed === true) {
    lines.pop();
  }
  const own = new RegExp(`^ {0,${indent.length}}`);
  return lines.map((line) => line.replace(own, "")).join("\n");
}
