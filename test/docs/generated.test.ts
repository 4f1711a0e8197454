import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { articleJsonSchema, jobJsonSchema } from "../../src/job/schema/json.ts";

const root = join(import.meta.dirname, "../..");

test("the generated parts of the documentation are up to date (`npm run docs` makes them anew)", () => {
  const script = `
    const { pages, refresh } = await import(${JSON.stringify(pathToFileURL(join(root, "scripts/generate-docs.mjs")).href)});
    const { readFileSync } = await import("node:fs");
    console.log(JSON.stringify(pages.filter((page) => refresh(readFileSync(page, "utf8")) !== readFileSync(page, "utf8"))));`;
  const stale = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: root,
    encoding: "utf8",
  });
  expect(JSON.parse(stale)).toEqual([]);
});

test.each([
  ["pipeline.schema.json", jobJsonSchema],
  ["article.schema.json", articleJsonSchema],
])("schema/%s is what the loader accepts", (name, makeSchema) => {
  const text = readFileSync(join(root, "schema", name), "utf8");
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(makeSchema())));
});
