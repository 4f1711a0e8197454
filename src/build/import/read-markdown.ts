import { parseYaml } from "../../job/yaml/parse-yaml.ts";
import type { DiagnosticList } from "../../job/diagnostics/diagnostic-list.ts";
import { Embedded } from "./embedded.ts";
import type { Material } from "./material.ts";
import { readHead } from "./read-head.ts";

const frontMatter = /^---[ \t]*\n(?:([\s\S]*?)\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)/;

/**
 * Reads a Markdown file: its front matter in YAML, and its text.
 * @returns nothing when a mistake was reported
 */
export function readMarkdownFile(
  name: string,
  text: string,
  diagnostics: DiagnosticList,
): Material | undefined {
  if (/^\+\+\+[ \t]*\n/.test(text)) {
    const message = "The front matter is TOML, which Prelo does not read.";
    const hint = "Write it as YAML, between two lines of `---`.";
    diagnostics.report({ file: name, line: 1, column: 1 }, message, hint);
    return undefined;
  }
  const [whole = "", yaml = ""] = frontMatter.exec(text) ?? [];
  const values = readFrontMatter(name, yaml, diagnostics);
  if (values === undefined) {
    return undefined;
  }
  const embedded = new Embedded();
  const line = whole.split("\n").length;
  const part = {
    kind: "markdown",
    text: embedded.takeOut(text.slice(whole.length)),
    line,
  } as const;
  return { ...readHead(values, 1), parts: [part], embedded: embedded.pictures };
}

/**
 * The values of a front matter that begins on the second line of its file.
 * @returns nothing when a mistake was reported
 */
export function readFrontMatter(
  name: string,
  yaml: string,
  diagnostics: DiagnosticList,
): Readonly<Record<string, unknown>> | undefined {
  if (yaml.trim() === "") {
    return {};
  }
  const value: unknown = parseYaml(name, `\n${yaml}`, diagnostics)?.value;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { ...value };
  }
  const message = "The front matter is not a group of `key: value` lines.";
  diagnostics.report({ file: name, line: 2, column: 1 }, message);
  return undefined;
}
