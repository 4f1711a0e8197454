import type { Source } from "../../endpoints/sources.ts";
import { cleanSourceUrl, hostOf } from "../../endpoints/source-url.ts";
import { mapInlines } from "../markdown/map-inlines.ts";
import { plainText } from "../markdown/plain-text.ts";
import { tidyInlines } from "../markdown/tidy-inlines.ts";
import type { Block, Inline } from "../markdown/tree.ts";
import { citeNumbers } from "./citations.ts";
import { markPassages, replaceMarks } from "./mark-passages.ts";

/** Gives the number of a source's address in the page's list; undefined where the page has none. */
export type NumberOf = (url: string) => number | undefined;

/**
 * Reads an answer that stands on sources: each place that cites one gets its number, a link of the model's own
 * to it included; on a page without a list of references, a link that names the site. No address that may not be
 * published is left.
 */
export function citeSources(
  markdown: string,
  sources: readonly Source[],
  read: (markdown: string) => readonly Block[],
  numberOf: NumberOf,
): readonly Block[] {
  const urls = new Set(sources.map(({ url }) => url));
  const cite = (url: string): Inline => {
    const number = numberOf(url);
    return number === undefined
      ? { type: "link", url, children: [{ type: "text", text: hostOf(url) }] }
      : { type: "citation", numbers: [number] };
  };
  const isListed = (url: string): boolean => numberOf(url) !== undefined;
  /** Where no link of the model's own stands; what is no number stands in brackets. */
  const insert = (url: string, gap: string): readonly Inline[] =>
    isListed(url)
      ? [{ type: "text", text: gap }, cite(url)]
      : [{ type: "text", text: " (" }, cite(url), { type: "text", text: ")" }];
  const citeNumber = (number: number): readonly Inline[] | undefined => {
    const source = sources.find((each) => each.number === number);
    return source && insert(source.url, "");
  };
  const citeRun = (run: readonly Inline[]): readonly Inline[] => {
    const nested = run.map((inline) =>
      "children" in inline && inline.type !== "link"
        ? Object.assign({}, inline, { children: citeRun(inline.children) })
        : inline,
    );
    const linked = replaceLinks(nested, urls, cite, isListed);
    const marked = replaceMarks(linked, (index) => {
      const url = sources[index]?.url;
      return url === undefined ? [] : insert(url, " ");
    });
    return withoutRepeats(citeNumbers(marked, citeNumber));
  };
  return markPassages(markdown, sources, read).map((block) =>
    mapInlines(block, (run) => tidyInlines(citeRun(run))),
  );
}

type Cite = (url: string) => Inline;

/** A link's text that says no more than where it leads. */
const onlyPlace = /^\[?(?:\d{1,3}|https?:\/\/\S+|[\w-]+(?:\.[\w-]+)+(?:\/\S*)?)\]?$/u;

/** Makes numbers of the links to sources, and takes out addresses that may not be published. */
function replaceLinks(
  run: readonly Inline[],
  urls: ReadonlySet<string>,
  cite: Cite,
  isListed: (url: string) => boolean,
): readonly Inline[] {
  const inBrackets = findInBrackets(run, (url) => urls.has(url) && isListed(url));
  return run.flatMap((inline, index): readonly Inline[] => {
    if (inline.type !== "link" || !/^https?:/i.test(inline.url)) {
      const text = inline.type === "text" ? withoutBrackets(inline, index, inBrackets) : undefined;
      return [text ?? inline];
    }
    const url = cleanSourceUrl(inline.url);
    if (url === undefined) {
      return inline.children;
    }
    if (!urls.has(url)) {
      return [inline];
    }
    const label = plainText(inline.children).trim();
    const isPlace = inBrackets.has(index) || onlyPlace.test(label) || label === inline.url;
    if (isListed(url)) {
      return isPlace ? [cite(url)] : [...inline.children, { type: "text", text: " " }, cite(url)];
    }
    return [isPlace ? cite(url) : { ...inline, url }];
  });
}

/** The links that stand in brackets, with nothing else there: where they begin and end as well. */
function findInBrackets(
  run: readonly Inline[],
  isSource: (url: string) => boolean,
): ReadonlyMap<number, "opening" | "link" | "closing"> {
  const found = new Map<number, "opening" | "link" | "closing">();
  for (const [start, inline] of run.entries()) {
    if (inline.type !== "text" || !inline.text.endsWith("(")) {
      continue;
    }
    let at = start + 1;
    const links: number[] = [];
    for (let next = run[at]; next !== undefined; next = run[at]) {
      if (next.type === "link" && isSource(cleanSourceUrl(next.url) ?? "")) {
        links.push(at);
      } else if (next.type !== "text" || !/^[\s,;]*(?:(?:and|e|y|&)\s+)?$/u.test(next.text)) {
        break;
      }
      at += 1;
    }
    const end = run[at];
    if (links.length > 0 && end?.type === "text" && end.text.startsWith(")")) {
      found.set(start, "opening");
      links.forEach((link) => found.set(link, "link"));
      found.set(at, "closing");
    }
  }
  return found;
}

/** The brackets go with the links that stood in them. */
function withoutBrackets(
  { text }: Extract<Inline, { type: "text" }>,
  index: number,
  inBrackets: ReturnType<typeof findInBrackets>,
): Inline {
  const opened = inBrackets.get(index) === "opening" ? text.replace(/\($/, "") : text;
  const isClosing = inBrackets.get(index) === "closing" || closes(index, inBrackets);
  return { type: "text", text: isClosing ? opened.replace(/^\)/, "") : opened };
}

/** A text may close one pair of brackets and open the next. */
function closes(index: number, inBrackets: ReturnType<typeof findInBrackets>): boolean {
  return inBrackets.get(index) === "opening" && inBrackets.get(index - 1) === "link";
}

/** A place that is cited by a link and by a number is cited once. */
function withoutRepeats(run: readonly Inline[]): readonly Inline[] {
  const kept: Inline[] = [];
  let last: string | undefined;
  for (const inline of run) {
    const key = inline.type === "citation" ? inline.numbers.join() : undefined;
    if (key !== undefined && key === last) {
      if (isBlank(kept.at(-1))) {
        kept.pop();
      }
      continue;
    }
    if (key !== undefined || !isBlank(inline)) {
      last = key;
    }
    kept.push(inline);
  }
  return kept;
}

function isBlank(inline: Inline | undefined): boolean {
  return inline?.type === "text" && inline.text.trim() === "";
}
