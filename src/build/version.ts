import { readFileSync } from "node:fs";

/** The version in package.json, which lies two folders up in the source and in the package. */
export function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? "unknown";
}
