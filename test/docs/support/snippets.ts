import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");

/** One block of code on a page of the documentation. */
export interface Snippet {
  /** From the project's root. */
  readonly page: string;
  /** Of its first line of code. */
  readonly line: number;
  /** `sh`, `yaml`, … */
  readonly language: string;
  readonly code: string;
  /** The test that runs it, where the page names one above the block. */
  readonly runBy: string | undefined;
}

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...["", "how-to", "reference", "explanation"].flatMap((folder) =>
    readdirSync(join(root, "docs", folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join("docs", folder, name)),
  ),
];

const fenced = /(?:<!-- (?:run|checked) by (\S+) -->\n)?^```(\w+)\n([^]*?)^```$/gm;

/** Every block of code of the documentation that says its language, but for plain text. */
export const snippets: readonly Snippet[] = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(fenced)]
    .map(({ 0: all, 1: runBy, 2: language = "", 3: code = "", index }) => {
      const line = text.slice(0, index + all.indexOf("```")).split("\n").length + 1;
      return { page, line, language, code, runBy };
    })
    .filter(({ language }) => language !== "text");
});
