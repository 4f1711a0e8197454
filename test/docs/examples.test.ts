import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { build, check } from "../../src/build/library/library.ts";
import { exampleNames, type ExampleName } from "../../src/cli/starter/examples.ts";
import { parseLanguage } from "../../src/cli/starter/language.ts";
import { listProjectFiles } from "../../src/cli/starter/project-files.ts";
import { makeFolder } from "../support/folders.ts";
import { writeFiles } from "../scenarios/support/folder.ts";

const root = join(import.meta.dirname, "../..");

// The sample is built by readme.test.ts.
const names = exampleNames.filter((name) => name !== "sample") as readonly ExampleName[];

test("every example builds as `init --example` writes it, and passes its check", async () => {
  for (const example of names) {
    const folder = await makeFolder();
    const files = [...listProjectFiles({ example, language: parseLanguage("en") })];
    // Small pictures: how large they are is no promise of an example.
    const texts = files.map(([name, bytes]) => {
      return [name, bytes.toString().replace(/size: \d+x\d+/, "size: 512x512")];
    });
    writeFiles(folder, Object.fromEntries(texts));
    const options = { job: join(folder, "pipeline.yaml"), sandbox: true, variables: {} };
    const { articles } = await build(options);
    const failed = articles.filter(({ status }) => status !== "published");
    expect([example, failed.map(({ failures }) => failures)]).toEqual([example, []]);
    expect(articles).not.toEqual([]);
    expect(await check(options)).toEqual([]);
  }
});

test("the page of every example has a picture in docs/, of at most 60 kB", () => {
  for (const name of names) {
    const file = join(root, "docs/images", `example-${name}.webp`);
    expect(existsSync(file), `scripts/draw-docs.mjs makes ${file}`).toBe(true);
    expect(statSync(file).size).toBeLessThanOrEqual(60_000);
  }
});
