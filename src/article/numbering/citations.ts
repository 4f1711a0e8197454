import { citationContext, isIndex } from "./citation-context.ts";
import { mapInlines } from "../markdown/map-inlines.ts";
import { tidyInlines } from "../markdown/tidy-inlines.ts";
import type { Block, Inline, TextSource } from "../markdown/tree.ts";
import { walk } from "../markdown/walk.ts";

export interface CitationOptions {
  /** How many references the article lists: they are numbered from 1. */
  readonly references: number;
  readonly source: TextSource;
}

const number = String.raw`\d{1,3}`;
const mark = String.raw`\[${number}(?:\s?[,;–-]\s?${number})*\]`;
/** One mark, or several that stand in a row: `[1]`, `[1, 3]`, `[2–4]`, `[1][2]`, `[1], [2] e [3]`. */
const row = new RegExp(
  String.raw`(\()?(${mark}(?:(?:\s?[,;–-]\s?|\s(?:and|e|y|&)\s|\s?)${mark})*)(\))?`,
  "gu",
);
/** What models leave behind of citations that only their own maker's page can show. */
const leftovers =
  /[ \u00A0]?(?:【\d+(?::\d+)?(?:†[^【】]{0,80})?】|:contentReference\[oaicite:\d+\](?:\{index=\d+\})?|\uE200[^\uE201]{0,200}\uE201)/gu;
/** As much of what stands before a mark decides what it is. */
const contextLength = 80;
/** A range wider than this is no list of sources. */
const widestRange = 20;

/**
 * Makes citations of the numbers in brackets that name a reference of the article. A model's that
 * name none are taken out: they would claim a source that is not there. An author's stay text.
 * Numbers in code are not touched, nor those that are an index or an interval.
 */
export function citeReferences(
  blocks: readonly Block[],
  options: CitationOptions,
): readonly Block[] {
  const cites = hasSingleCitation(blocks);
  return blocks.map((block) =>
    mapInlines(block, (run) => {
      const cited = citeRun(run, options, cites, "");
      return cited === run ? run : tidyInlines(cited);
    }),
  );
}

/**
 * Makes what `cite` gives of each number in brackets that names a source of its own text; one that names none
 * stays as it is.
 */
export function citeNumbers(
  run: readonly Inline[],
  cite: (number: number) => readonly Inline[] | undefined,
): readonly Inline[] {
  return run.flatMap((inline, index): readonly Inline[] => {
    if (inline.type !== "text") {
      return [inline];
    }
    const outside = index === 0 ? "" : citationContext(run[index - 1]);
    const pieces: Inline[] = [];
    let done = 0;
    for (const match of inline.text.matchAll(new RegExp(mark, "gu"))) {
      const end = match.index + match[0].length;
      const before = outside + inline.text.slice(0, match.index);
      const cited = readNumbers(match[0]).map(cite);
      const isOther = isIndex(match[0], { before, after: inline.text.slice(end), cites: true });
      if (isOther || cited.includes(undefined)) {
        continue;
      }
      pieces.push({ type: "text", text: inline.text.slice(done, match.index) });
      pieces.push(...cited.flatMap((each) => each ?? []));
      done = end;
    }
    return done === 0 ? [inline] : [...pieces, { type: "text", text: inline.text.slice(done) }];
  });
}

function hasSingleCitation(blocks: readonly Block[]): boolean {
  let found = false;
  walk(blocks, (node) => {
    if (node.type === "text") {
      found ||= /(?<![\p{L}\p{N}_)\]])\[[1-9]\d{0,2}\]/u.test(node.text);
    }
  });
  return found;
}

function citeRun(
  run: readonly Inline[],
  options: CitationOptions,
  cites: boolean,
  outside: string,
): readonly Inline[] {
  let changed = false;
  const cited = run.flatMap((inline, index): readonly Inline[] => {
    const before = index === 0 ? outside : citationContext(run[index - 1]);
    const result = citeOne(inline, options, cites, before);
    changed ||= result.length !== 1 || result[0] !== inline;
    return result;
  });
  return changed ? cited : run;
}

function citeOne(
  inline: Inline,
  options: CitationOptions,
  cites: boolean,
  before: string,
): readonly Inline[] {
  if (inline.type === "link") {
    return nameHost(inline, options, before);
  }
  if (inline.type === "text") {
    return citeText(inline, options, cites, before);
  }
  if (!("children" in inline)) {
    return [inline];
  }
  const children = citeRun(inline.children, options, cites, before);
  return children === inline.children ? [inline] : [{ ...inline, children }];
}

/** A link whose text is a number of the model's own shows where it leads instead. */
function nameHost(
  link: Extract<Inline, { type: "link" }>,
  { source }: CitationOptions,
  before: string,
): readonly Inline[] {
  const [only] = link.children;
  const isNumber =
    link.children.length === 1 && only?.type === "text" && /^\[?\d{1,3}\]?$/.test(only.text.trim());
  const host = /^https?:\/\/([^/?#]+)/.exec(link.url)?.[1];
  if (source !== "model" || !isNumber || host === undefined) {
    return [link];
  }
  const named: Inline = { ...link, children: [{ type: "text", text: host }] };
  return before === "" || /[\s(]$/u.test(before) ? [named] : [{ type: "text", text: " " }, named];
}

type Text = Extract<Inline, { type: "text" }>;

function citeText(
  inline: Text,
  options: CitationOptions,
  cites: boolean,
  outside: string,
): readonly Inline[] {
  const text = options.source === "model" ? inline.text.replaceAll(leftovers, "") : inline.text;
  const pieces: Inline[] = [];
  let done = 0;
  for (const match of text.matchAll(row)) {
    const [whole, opening = "", marks = "", closing = ""] = match;
    const start = match.index + opening.length;
    const end = start + marks.length;
    const context = text.slice(Math.max(0, start - contextLength), start);
    const before = start < contextLength ? outside + context : context;
    if (isIndex(marks, { before, after: text.slice(end), cites })) {
      continue;
    }
    const numbers = readNumbers(marks);
    const known = numbers.filter((each) => each >= 1 && each <= options.references);
    if (known.length === numbers.length) {
      pieces.push({ type: "text", text: text.slice(done, start) }, ...asWritten(marks));
      done = end;
    } else if (options.source === "model" && known.length > 0) {
      pieces.push({ type: "text", text: text.slice(done, start) });
      pieces.push({ type: "citation", numbers: known });
      done = end;
    } else if (options.source === "model") {
      const inBrackets = opening !== "" && closing !== "";
      const from = inBrackets ? match.index : start;
      const kept = text.slice(done, from);
      done = inBrackets ? match.index + whole.length : end;
      const isGlued = /^[\p{L}\p{N}]/u.test(text.slice(done, done + 2));
      pieces.push({ type: "text", text: isGlued ? kept : trimBefore(kept) });
    }
  }
  if (done === 0 && pieces.length === 0 && text === inline.text) {
    return [inline];
  }
  return [...pieces, { type: "text", text: text.slice(done) }];
}

/** Each mark of a row as a citation, with what stands between them. */
function asWritten(marks: string): readonly Inline[] {
  return marks.split(/(\[[^\]]*\])/).flatMap((part): readonly Inline[] => {
    if (part === "") {
      return [];
    }
    return part.startsWith("[")
      ? [{ type: "citation", numbers: readNumbers(part) }]
      : [{ type: "text", text: part }];
  });
}

/** The numbers of one or more marks, each once, ranges written out. */
function readNumbers(marks: string): readonly number[] {
  const numbers = [...marks.matchAll(/(\d+)(?:\s?[–-]\s?(\d+))?/g)].flatMap(([, from, to]) => {
    const first = Number(from);
    const last = to === undefined ? first : Number(to);
    const length = last - first + 1;
    if (length < 1 || length > widestRange) {
      return [first, last];
    }
    return Array.from({ length }, (_, index) => first + index);
  });
  return [...new Set(numbers)];
}

/** The space before a mark goes with it. */
function trimBefore(text: string): string {
  return text.replace(/[ \u00A0]+$/, "");
}
