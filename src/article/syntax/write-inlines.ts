import { describeRun, escapeText } from "./escape-text.ts";
import { findMathEnd } from "../../prose/formulas.ts";
import { toDollars } from "./math.ts";
import { citationText, plainText } from "./plain-text.ts";
import type { Inline } from "./tree.ts";
import { escapeDestination } from "./urls.ts";

/** A stretch of output: literal text that is still to be escaped, or finished Markdown. */
type Segment = { readonly literal: string; readonly inLink: boolean } | { readonly raw: string };

/** Writes a tidy run of inlines as Markdown; lines are separated by `\n`. */
export function writeInlines(
  inlines: readonly Inline[],
  options: { inTable?: boolean } = {},
): string {
  const inTable = options.inTable ?? false;
  const segments = segmentsOf(inlines, inTable, false);
  const sketch = segments.map((segment) => sketchOf(segment)).join("");
  const run = describeRun(sketch, { dollars: mayHoldFormula(segments, sketch), inTable });
  let start = 0;
  let output = "";
  for (const segment of segments) {
    output +=
      "raw" in segment
        ? segment.raw
        : escapeText(segment.literal, run, { start, inLink: segment.inLink });
    start += sketchOf(segment).length;
  }
  return output;
}

function sketchOf(segment: Segment): string {
  return "raw" in segment ? segment.raw : segment.literal;
}

function segmentsOf(
  inlines: readonly Inline[],
  inTable: boolean,
  inLink: boolean,
): readonly Segment[] {
  return inlines.flatMap((inline, index): readonly Segment[] => {
    switch (inline.type) {
      case "text":
        return inlines[index - 1]?.type === "footnote"
          ? afterFootnote(inline.text, inLink)
          : [{ literal: inline.text, inLink }];
      case "entity":
        return [{ raw: inline.raw }];
      case "code":
        return [{ raw: protectPipes(writeCode(inline.code), inTable) }];
      case "math":
        return [{ raw: protectPipes(placeFormula(inlines, index, inline.raw), inTable) }];
      case "break":
        return [{ raw: inTable ? " " : "\\\n" }];
      case "em":
        return wrap("*", segmentsOf(inline.children, inTable, inLink));
      case "strong":
        return wrap("**", segmentsOf(inline.children, inTable, inLink));
      case "del":
        return wrap("~~", segmentsOf(inline.children, inTable, inLink));
      case "link": {
        const address = autolinkOf(inline.url, inline.children);
        if (address !== undefined) return [{ raw: `<${address}>` }];
        const label = segmentsOf(inline.children, inTable, true);
        return [{ raw: "[" }, ...label, { raw: `](${escapeDestination(inline.url)})` }];
      }
      case "footnote":
        return [{ raw: `[^${inline.label}]` }];
      case "citation":
        return [{ literal: citationText(inline.numbers), inLink }];
      case "image": {
        const label: Segment = { literal: inline.alt, inLink: true };
        return [{ raw: "![" }, label, { raw: `](${escapeDestination(inline.url)})` }];
      }
      default:
        return inline satisfies never;
    }
  });
}

function placeFormula(inlines: readonly Inline[], index: number, raw: string): string {
  const [before, after] = [inlines[index - 1], inlines[index + 1]];
  // A mark of Markdown's stands between it and any other node; two formulas would share a dollar.
  const left = before?.type === "text" ? before.text.slice(-1) : before?.type === "math" ? "$" : "";
  const right = after?.type === "text" ? after.text.slice(0, 1) : after?.type === "math" ? "$" : "";
  return toDollars(raw, left, right);
}

/** A bracket or a colon behind a footnote's mark would make a link or a definition of it. */
function afterFootnote(text: string, inLink: boolean): readonly Segment[] {
  if (!/^[([:]/.test(text)) return [{ literal: text, inLink }];
  return [{ raw: `&#${text.codePointAt(0)};` }, { literal: text.slice(1), inLink }];
}

function wrap(mark: string, segments: readonly Segment[]): readonly Segment[] {
  return [{ raw: mark }, ...segments, { raw: mark }];
}

/** The fence is longer than any run of backticks inside. */
function writeCode(code: string): string {
  const runs = [...code.matchAll(/`+/g)].map((match) => match[0].length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const space = code.startsWith("`") || code.endsWith("`") ? " " : "";
  return `${fence}${space}${code}${space}${fence}`;
}

function protectPipes(markdown: string, inTable: boolean): string {
  return inTable ? markdown.replaceAll("|", "\\|") : markdown;
}

/** The address between `<` and `>` when a link shows nothing else. */
function autolinkOf(url: string, children: readonly Inline[]): string | undefined {
  const text = plainText(children);
  const isPlain = children.every((child) => child.type === "text");
  if (!isPlain || escapeDestination(url) !== url) return undefined;
  if (url === `mailto:${text}`) {
    return /^[\w.+-]+@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+$/.test(text) ? text : undefined;
  }
  return url === text ? url : undefined;
}

/** True when a literal dollar could open a formula that a later dollar would close. */
function mayHoldFormula(segments: readonly Segment[], sketch: string): boolean {
  let start = 0;
  return segments.some((segment) => {
    const begin = start;
    start += sketchOf(segment).length;
    if ("raw" in segment || !segment.literal.includes("$")) return false;
    if (sketch.includes("$$")) return true;
    return [...segment.literal.matchAll(/\$/g)].some(({ index }) => {
      const at = begin + index;
      return findMathEnd(sketch, at, sketch[at - 1] ?? "") >= 0;
    });
  });
}
