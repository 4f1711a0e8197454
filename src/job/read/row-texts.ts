import type { SourceText } from "../../blocks/source-text.ts";
import { type RowKey, rowKeys, rowSchema } from "../schema/article.ts";
import { explainIssues } from "../schema/explain-issue.ts";
import { compileTemplate, isTemplate, type Scope } from "../templates/templates.ts";
import type { Article } from "../types.ts";
import { valueAt, type YamlFile } from "../yaml/yaml-file.ts";

/** Templates in keys that hold no text of the page: each, or of a list each entry, is filled by a row. */
export type RowTexts = ReadonlyMap<RowKey, SourceText | readonly SourceText[]>;

export const noRowTexts: RowTexts = new Map();

/** What rows fill at the top of their template. */
export type RowHead = Partial<Pick<Article, RowKey>>;

/** Takes the templates out of those keys, whose schemas know none. */
export function takeRowTexts(file: YamlFile): { value: unknown; rowTexts: RowTexts } {
  const rowTexts = new Map<RowKey, SourceText | readonly SourceText[]>();
  for (const key of rowKeys) {
    const value = valueAt(file.value, [key]);
    const texts = Array.isArray(value)
      ? value.flatMap((_, index) => file.textAt([key, index]) ?? [])
      : file.textAt([key]);
    const isWhole =
      !Array.isArray(value) || (Array.isArray(texts) && texts.length === value.length);
    if (texts !== undefined && isWhole && [texts].flat().some(isTemplate)) {
      rowTexts.set(key, texts);
    }
  }
  const taken: ReadonlySet<string> = new Set(rowTexts.keys());
  const entries = typeof file.value === "object" ? Object.entries(file.value ?? {}) : [];
  const value =
    rowTexts.size === 0
      ? file.value
      : Object.fromEntries(entries.filter(([key]) => !taken.has(key)));
  return { value, rowTexts };
}

/**
 * Fills those keys. What comes out empty is left out, but for the language: a page has one.
 * @param fail takes a mistake, and the text that it is about
 * @throws TemplateError
 */
export function fillRowTexts(
  texts: RowTexts,
  scope: Scope,
  fail: (text: SourceText, message: string, hint?: string) => void,
): RowHead | undefined {
  if (texts.size === 0) {
    return {};
  }
  const value: Record<string, unknown> = {};
  for (const [key, given] of texts) {
    const isList = key === "tags" || key === "aliases";
    const filled = isList ? fillList([given].flat(), scope) : fillOne(given, scope);
    if (filled !== "" || key === "language") {
      value[key] = key === "draft" ? toTruth(filled) : filled;
    }
  }
  const { data, error } = rowSchema.safeParse(value);
  if (data !== undefined) {
    return Object.fromEntries(Object.entries(data).filter(([key]) => Object.hasOwn(value, key)));
  }
  const subject = { schema: rowSchema, value, name: "the row" };
  for (const { path, message, hint } of explainIssues(error.issues, subject)) {
    const key = rowKeys.find((each) => each === path[0]);
    const [text] = [key && texts.get(key)].flat();
    if (text !== undefined) {
      fail(text, message, hint);
    }
  }
  return undefined;
}

function fillOne(given: SourceText | readonly SourceText[], scope: Scope): string {
  const [text] = [given].flat();
  return text === undefined ? "" : compileTemplate(text).render(scope).trim();
}

/** A cell with several tags or names separates them by commas or semicolons; a list of a row is one already. */
function fillList(texts: readonly SourceText[], scope: Scope): readonly string[] {
  const entries = texts.flatMap((text) => {
    const template = compileTemplate(text);
    const value = template.evaluate(scope);
    return Array.isArray(value) ? value.map(String) : template.render(scope).split(/[,;]/);
  });
  return [...new Set(entries.map((entry) => entry.trim()))].filter((entry) => entry !== "");
}

/** True and false as cells have them; what else stands there is left to the schema. */
function toTruth(text: unknown): unknown {
  const truths: Readonly<Record<string, boolean>> = { true: true, false: false };
  return truths[String(text).toLowerCase()] ?? text;
}
