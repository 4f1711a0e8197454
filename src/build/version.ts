import { readFileSync } from "node:fs";

/** The package's own description, which lies two folders up in the source and in the package. */
function readDescription(): string {
  return readFileSync(new URL("../../package.json", import.meta.url), "utf8");
}

/** The version in package.json. */
export function readVersion(): string {
  return /"version": "([^"]+)"/.exec(readDescription())?.[1] ?? "unknown";
}

/** Which Node Prelo needs, as package.json says it: `>=20.19`. */
export function readWantedNode(): string {
  return /"node": "([^"]+)"/.exec(readDescription())?.[1] ?? ">=0";
}
