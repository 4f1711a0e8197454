import { parseMarkdown } from "../parse-markdown.ts";
import { plainText } from "../markdown/plain-text.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import { walk } from "../markdown/walk.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import { readAnswer } from "../../checks/answer/read-answer.ts";
import { parseJson } from "../../endpoints/text/parse-json.ts";

/** Faults in one line at the most. */
const faultsShown = 4;

/**
 * What a translation lacks of its source, has beyond it, or has changed that is the same in every language:
 * headings, lists, tables, code, links and pictures, footnotes, formulas, placeholders.
 * @returns one line; undefined for a faithful one
 */
export function findTranslationFault(
  body: string,
  source: string | Readonly<Record<string, string>>,
): string | undefined {
  const faults = typeof source === "string" ? faultsOf(body, source) : faultsIn(body, source);
  const more = faults.length - faultsShown;
  return faults.length === 0
    ? undefined
    : faults.slice(0, faultsShown).join(", ") + (more > 0 ? `, and ${more} more` : "");
}

function faultsOf(body: string, source: string): readonly string[] {
  const text = readAnswer(body)?.text ?? "";
  const [before, after] = [takeStock(source), takeStock(text)];
  const isCopied = text.trim() === source.trim() && longEnough.test(source);
  return [
    ...(isCopied ? ["it is the source itself"] : []),
    ...compareCounts(before.counts, after.counts),
    ...compareKept(before.kept, after.kept),
  ];
}

/** Words enough not to be a name. */
const longEnough = /(?:\p{L}+[^\p{L}\n]+){4}\p{L}/u;

/** That keys are missing is for the check of the JSON to say. */
function faultsIn(body: string, source: Readonly<Record<string, string>>): readonly string[] {
  let given: unknown;
  try {
    given = parseJson(body);
  } catch {
    return [];
  }
  return Object.entries(source).flatMap(([key, text]) => {
    const translated: unknown = Object(given)[key];
    return typeof translated === "string"
      ? faultsOf(translated, text).map((fault) => `${key}: ${fault}`)
      : [];
  });
}

/** What a text consists of. */
interface Stock {
  /** How many there are, by what they are called. */
  readonly counts: ReadonlyMap<string, number>;
  /** What is the same in every language, by what it is called. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
}

function takeStock(markdown: string): Stock {
  const counts = new Map<string, number>();
  const kept = new Map<string, string[]>();
  const count = (name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  const keep = (name: string, value: string): void => {
    kept.set(name, [...(kept.get(name) ?? []), value]);
  };
  walk(parseMarkdown(markdown, { baseLevel: 1, source: "author" }), (node) =>
    takeNode(node, count, keep),
  );
  for (const [placeholder] of markdown.matchAll(placeholders)) {
    keep("placeholder", placeholder);
  }
  for (const [number] of markdown.matchAll(/\[\d{1,3}\](?![:(])/g)) {
    keep("number of a source", number);
  }
  return { counts, kept };
}

/** `{{ name }}`, `{% if %}`, `{name}`, `${name}`, `%s`, `%1$d`. */
const placeholders = /\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|\$?\{[\w.]+\}|%(?:\d+\$)?[sd](?![\p{L}\d])/gu;

function takeNode(
  node: Block | Inline,
  count: (name: string) => void,
  keep: (name: string, value: string) => void,
): void {
  switch (node.type) {
    case "heading":
      return count(`heading of level ${node.level}`);
    case "paragraph":
      return count("paragraph");
    case "list":
      count("list");
      return node.items.forEach(() => count("list item"));
    case "table":
      count("table");
      return [node.header, ...node.rows].forEach((row) => {
        count("table row");
        row.forEach(() => count("table cell"));
      });
    case "blockquote":
      return count("quotation");
    case "details":
      return count("`details`");
    case "note":
      return count("footnote");
    case "footnote":
      return keep("footnote mark", `[^${node.label}]`);
    case "rule":
      return count("rule");
    case "code":
      return keep("code", "language" in node ? `${node.language}\n${node.code}` : node.code);
    case "math":
      return keep("formula", "raw" in node ? node.raw : node.content);
    case "link":
      return keep("link", node.url);
    case "image":
      return keep("picture", node.url);
    case "tag":
      return count(`<${node.name}>`);
    case "citation":
      return keep("reference", plainText([node]));
    case "text":
    case "entity":
    case "break":
    case "comment":
    case "em":
    case "strong":
    case "del":
      return;
    default:
      node satisfies never;
  }
}

function compareCounts(before: Stock["counts"], after: Stock["counts"]): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [was, is] = [before.get(name) ?? 0, after.get(name) ?? 0];
    return was === is ? [] : [`${plural(is, name, manyOf(name))} instead of ${was}`];
  });
}

/** `headings of level 3` */
function manyOf(name: string): string {
  return name.replace(/^[^ ]+(?= of )|$/, (one) => `${one}s`);
}

/** Compared one by one, in whatever order: another language may turn a sentence around. */
function compareKept(before: Stock["kept"], after: Stock["kept"]): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const left = [...(after.get(name) ?? [])];
    const lacking = (before.get(name) ?? []).filter((value) => {
      const at = left.indexOf(value);
      if (at >= 0) {
        left.splice(at, 1);
      }
      return at < 0;
    });
    if (lacking.length === 0 && left.length === 0) {
      return [];
    }
    const isChanged = lacking.length === left.length;
    return isChanged
      ? [`${plural(lacking.length, `${name} is`, `${name}s are`)} not as in the source`]
      : [`it has ${left.length > lacking.length ? "more" : "fewer"} of: ${name}`];
  });
}
