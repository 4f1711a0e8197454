import { describeRun, escapeText } from "./escape-text.ts";
import { toDollars, wordJoiner } from "./math.ts";
import { citationText } from "./plain-text.ts";
import type { Inline } from "./tree.ts";
import { escapeDestination, escapeTitle } from "./urls.ts";

/** A stretch of output: literal text that is still to be escaped, or finished Markdown. */
type Segment = { readonly literal: string; readonly inLink: boolean } | { readonly raw: string };

/** Where a run stands. */
interface Place {
  readonly inTable: boolean;
  /** A heading's anchor is made of its letters and spaces, so there must be no extra space. */
  readonly inHeading: boolean;
}

/** Writes a tidy run of inlines as Markdown; lines are separated by `\n`. */
export function writeInlines(inlines: readonly Inline[], options: Partial<Place> = {}): string {
  const { inTable = false, inHeading = false } = options;
  const segments = segmentsOf(inlines, { inTable, inHeading }, false);
  const sketch = segments.map((segment) => sketchOf(segment)).join("");
  const run = describeRun(sketch, { inTable });
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

function segmentsOf(inlines: readonly Inline[], place: Place, inLink: boolean): readonly Segment[] {
  const { inTable } = place;
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
        return [{ raw: protectPipes(placeFormula(inlines, index, place), inTable) }];
      case "break":
        if (inTable || inlines[index + 1]?.type === "break") {
          return [{ raw: "<br/>" }];
        }
        return [{ raw: place.inHeading ? " " : "\\\n" }];
      case "em":
        return wrap("*", segmentsOf(inline.children, place, inLink));
      case "strong":
        return wrap("**", segmentsOf(inline.children, place, inLink));
      case "del":
        return wrap("~~", segmentsOf(inline.children, place, inLink));
      case "tag": {
        const children = segmentsOf(inline.children, place, inLink);
        return [{ raw: `<${inline.name}>` }, ...children, { raw: `</${inline.name}>` }];
      }
      case "comment":
        // At the start of a line it would begin a block.
        return [{ raw: startsLine(inlines[index - 1]) ? "" : protectPipes(inline.raw, inTable) }];
      case "link": {
        // Never `<address>`, which is a mistake in MDX.
        const label = segmentsOf(inline.children, place, true);
        return [{ raw: "[" }, ...label, { raw: writeTarget(inline, inTable) }];
      }
      case "footnote":
        return [{ raw: `[^${inline.label}]` }];
      case "citation":
        return [{ literal: citationText(inline.numbers), inLink }];
      case "image": {
        const label: Segment = { literal: inline.alt, inLink: true };
        return [{ raw: "![" }, label, { raw: writeTarget(inline, inTable) }];
      }
      default:
        return inline satisfies never;
    }
  });
}

function placeFormula(inlines: readonly Inline[], index: number, { inHeading }: Place): string {
  const [before, formula, after] = [inlines[index - 1], inlines[index], inlines[index + 1]];
  if (formula?.type !== "math") {
    return "";
  }
  // A mark of Markdown's stands between it and any other node. Two formulas would share a dollar:
  // the second makes room for itself, unless it was written in dollars.
  return toDollars(formula.raw, {
    before: before?.type === "text" ? before.text.slice(-2) : before?.type === "math" ? "$" : "",
    after:
      after?.type === "text" ? after.text.slice(0, 2) : after?.type === "math" ? after.raw : "",
    gap: inHeading ? wordJoiner : " ",
  });
}

/** A bracket or a colon behind a footnote's mark would make a link or a definition of it. */
function afterFootnote(text: string, inLink: boolean): readonly Segment[] {
  if (!/^[([:]/.test(text)) {
    return [{ literal: text, inLink }];
  }
  return [{ raw: `&#${text.codePointAt(0)};` }, { literal: text.slice(1), inLink }];
}

function wrap(mark: string, segments: readonly Segment[]): readonly Segment[] {
  return [{ raw: mark }, ...segments, { raw: mark }];
}

/** From the bracket that ends a link's label on. */
function writeTarget(
  { url, title }: { readonly url: string; readonly title?: string },
  inTable: boolean,
): string {
  const quoted = title === undefined ? "" : ` "${escapeTitle(title)}"`;
  return protectPipes(`](${escapeDestination(url)}${quoted})`, inTable);
}

function startsLine(previous: Inline | undefined): boolean {
  return (
    previous === undefined ||
    previous.type === "break" ||
    (previous.type === "text" && previous.text.endsWith("\n"))
  );
}

/** The fence is longer than any run of backticks inside; a space at both ends is taken off. */
function writeCode(code: string): string {
  const runs = code.match(/`+/g)?.map(({ length }) => length) ?? [];
  const fence = "`".repeat(runs.reduce((most, length) => Math.max(most, length), 0) + 1);
  const isPadded = /^ .*[^ ].* $|^`|`$/.test(code);
  const space = isPadded ? " " : "";
  return `${fence}${space}${code}${space}${fence}`;
}

function protectPipes(markdown: string, inTable: boolean): string {
  return inTable ? markdown.replaceAll("|", "\\|") : markdown;
}
