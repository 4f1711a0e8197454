import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../build/version.ts";

/** What the preview's own pages are made of, with their media types; `npm run compile` puts it there. */
const assets: Readonly<Record<string, string>> = {
  "page.js": "text/javascript; charset=utf-8",
  "page.css": "text/css; charset=utf-8",
  "marks.css": "text/css; charset=utf-8",
};

/** One of the files of the preview's own pages; undefined for any other name. */
export function readAsset(name: string): { type: string; body: Buffer } | undefined {
  const type = Object.hasOwn(assets, name) ? assets[name] : undefined;
  return type === undefined
    ? undefined
    : { type, body: readFileSync(join(packageFolder, "dist/bundle/preview", name)) };
}
