import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the package lies: two folders up in the source and in the bundle alike. */
export const packageFolder = fileURLToPath(new URL("../../", import.meta.url));

function readDescription(): string {
  return readFileSync(join(packageFolder, "package.json"), "utf8");
}

/** The version in package.json. */
export function readVersion(): string {
  return /"version": "([^"]+)"/.exec(readDescription())?.[1] ?? "unknown";
}

/** Which Node Prelo needs, as package.json says it: `>=20.19`. */
export function readWantedNode(): string {
  return /"node": "([^"]+)"/.exec(readDescription())?.[1] ?? ">=0";
}
