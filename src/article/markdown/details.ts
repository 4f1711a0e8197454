import { decodeText } from "./entities.ts";
import { pairTags, readHtmlPieces } from "./html-tags.ts";
import { onOneLine, replaceInlines } from "./map-inlines.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import type { Block, Details, Inline } from "./tree.ts";

/** In characters. */
const longestSummary = 1000;
const marks = new RegExp(
  String.raw`(<details(?:\s+open(?:="[^"<>]*")?)?\s*>\s*(?:<summary>(?:(?!<\/?(?:summary|details))[\s\S]){0,${longestSummary}}<\/summary>)?|<\/details\s*>)`,
  "gi",
);

/** The beginning or the end of an element `details`, before they are paired. */
export interface DetailsMark {
  readonly type: "mark";
  readonly opens: boolean;
  readonly raw: string;
}

/** Cuts a block of HTML at the marks of its `details`; undefined when it has none. */
export function splitDetails(html: string): readonly (DetailsMark | string)[] | undefined {
  const parts = html.split(marks);
  if (parts.length === 1) {
    return undefined;
  }
  return parts
    .map((raw, index): DetailsMark | string =>
      index % 2 === 1 ? { type: "mark", opens: !raw.startsWith("</"), raw } : raw,
    )
    .filter((part) => typeof part !== "string" || part.trim() !== "");
}

/**
 * Puts what stands between the marks into their elements.
 * @param show makes paragraphs of a mark that has no counterpart
 * @param deepest how many may stand in one another
 */
export function nestDetails(
  parts: readonly (DetailsMark | Block)[],
  show: (raw: string) => readonly Block[],
  deepest: number,
): readonly Block[] {
  const open: { readonly raw: string; readonly children: Block[] }[] = [];
  const done: Block[] = [];
  const place = (): Block[] => open.at(-1)?.children ?? done;
  for (const part of parts) {
    if (part.type !== "mark") {
      place().push(part);
    } else if (part.opens && open.length < deepest) {
      open.push({ raw: part.raw, children: [] });
    } else {
      const closed = part.opens ? undefined : open.pop();
      place().push(...(closed === undefined ? show(part.raw) : [makeDetails(closed)]));
    }
  }
  const unclosed = open.flatMap(({ raw, children }) => show(raw).concat(children));
  return [...done, ...unclosed];
}

function makeDetails({ raw, children }: { raw: string; children: readonly Block[] }): Details {
  const summary = /<summary>([\s\S]*)<\/summary>/i.exec(raw)?.[1] ?? "";
  return {
    type: "details",
    open: /^<details\s+open/i.test(raw),
    summary: tidyInlines(onOneLine(decodeAll(pairTags(readHtmlPieces(summary))))),
    children,
  };
}

/** In HTML a character reference is the character. */
function decodeAll(run: readonly Inline[]): readonly Inline[] {
  return replaceInlines(run, (inline) => [
    inline.type === "text" ? { type: "text", text: decodeText(inline.text) } : inline,
  ]);
}
