import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findLeaks } from "../../src/publish/leaks.ts";
import { scan } from "../../src/secrets/scanner.ts";
import { finderOf, makeVariables } from "./made-up.ts";

const modules = join(import.meta.dirname, "../../node_modules");
const fewest = 50;

/** The Markdown files of the packages that are installed, in the order of their names. */
function listMarkdown(folder: string, depth = 0): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < 3) {
        return listMarkdown(path, depth + 1);
      }
      return entry.isFile() && /^(?:readme|changelog|history)\.md$/i.test(entry.name) ? [path] : [];
    });
}

describe("no alarm", () => {
  const files = listMarkdown(modules).slice(0, 200);

  test("on the Markdown of other packages, with a machine's secrets in the environment", async () => {
    expect(files.length).toBeGreaterThanOrEqual(fewest);
    const texts = files.map((file) => ({ file, text: readFileSync(file, "utf8") }));
    const finder = finderOf(makeVariables());
    for (const text of texts) {
      expect(await findLeaks([text], finder, scan)).toEqual([]);
    }
  });

  test("on the project's own documentation and sample", async () => {
    const root = join(modules, "..");
    const own = ["README.md", "pipeline.yaml", "prompts/openai-api-com-chatgpt.yaml"];
    const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
    const names = [
      ...own,
      ...docs.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
    ];
    const texts = names.map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
    expect(await findLeaks(texts, finderOf(makeVariables()), scan)).toEqual([]);
  });
});
