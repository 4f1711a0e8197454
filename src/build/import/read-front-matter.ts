import { parse, TomlDate, TomlError } from "smol-toml";
import type { DiagnosticList } from "../../job/diagnostics/diagnostic-list.ts";
import { parseYaml } from "../../job/yaml/parse-yaml.ts";

export type Values = Readonly<Record<string, unknown>>;

/** What stands at the top of a Markdown file. */
export interface FrontMatter {
  readonly values: Values;
  /** With its fences; empty where there is none. */
  readonly whole: string;
}

const yaml = /^---[ \t]*\n(?:([\s\S]*?)\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)/;
const toml = /^\+\+\+[ \t]*\n(?:([\s\S]*?)\n)?\+\+\+[ \t]*(?:\n|$)/;

/**
 * Takes the front matter off a text: YAML between lines of `---`, TOML between lines of `+++`.
 * @returns nothing when a mistake was reported
 */
export function takeFrontMatter(
  name: string,
  text: string,
  diagnostics: DiagnosticList,
): FrontMatter | undefined {
  const inToml = toml.exec(text);
  const [whole = "", inner = ""] = inToml ?? yaml.exec(text) ?? [];
  const read = inToml === null ? readYaml : readToml;
  const values = read(name, inner, diagnostics);
  return values && { values, whole };
}

/**
 * The values of a front matter that begins on the second line of its file.
 * @returns nothing when a mistake was reported
 */
export function readYaml(
  name: string,
  text: string,
  diagnostics: DiagnosticList,
): Values | undefined {
  if (text.trim() === "") {
    return {};
  }
  const value: unknown = parseYaml(name, `\n${text}`, diagnostics)?.value;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { ...value };
  }
  const message = "The front matter is not a group of `key: value` lines.";
  diagnostics.report({ file: name, line: 2, column: 1 }, message);
  return undefined;
}

function readToml(name: string, text: string, { report }: DiagnosticList): Values | undefined {
  try {
    // Hugo and Zola keep what a theme asks for in groups of their own.
    const { params, extra, taxonomies, ...values } = withoutDates(parse(text));
    return { ...groupOf(extra), ...groupOf(params), ...groupOf(taxonomies), ...values };
  } catch (error) {
    if (!(error instanceof TomlError)) {
      throw error;
    }
    const [said = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    const place = { file: name, line: error.line + 1, column: error.column };
    report(place, `The front matter is no TOML: ${said}.`, "Correct it, or write it as YAML.");
    return undefined;
  }
}

function groupOf(value: unknown): object {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

/** Dates as YAML has them: as they are written. */
function withoutDates(values: object): Record<string, unknown> {
  const convert = (value: unknown): unknown => {
    if (value instanceof TomlDate) {
      return value.toISOString();
    }
    if (Array.isArray(value)) {
      return value.map(convert);
    }
    return typeof value === "object" && value !== null ? withoutDates(value) : value;
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, convert(value)]));
}
