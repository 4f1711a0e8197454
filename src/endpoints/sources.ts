import * as z from "zod";
import { cleanSourceUrl } from "./source-url.ts";

/** Where an answer got something from, as the API returned it with the answer. */
export const sourceSchema = z.object({
  /** Without tracking parameters. */
  url: z.string(),
  title: z.string().exactOptional(),
  /** The number by which the text names it: `[1]`. */
  number: z.number().exactOptional(),
  /** What stands in the text right before each place that cites it; its address, where that is a link to it. */
  passages: z.array(z.string()).exactOptional(),
});
export type Source = z.output<typeof sourceSchema>;

const text = z.string().optional().catch(undefined);
const index = z.number().optional().catch(undefined);
const cited = z.object({ url: text, title: text, start_index: index, end_index: index });
/** One annotation: the API's own, flat in responses and wrapped in chat. */
const annotation = z
  .union([
    z.object({ url_citation: cited }).transform(({ url_citation }) => url_citation),
    z.object({ type: z.literal("url_citation") }).and(cited),
  ])
  .optional()
  .catch(undefined);
/** What stands beside a text that was found on the web; anything else is passed over. */
export const annotations = z.array(annotation).nullish().catch(undefined);

/** A list of what was found, in the order of the numbers in the text: addresses, or with their titles. */
export const foundList = z
  .array(
    z
      .union([
        z.string().transform((url) => ({ url, title: undefined })),
        z.object({ url: z.string(), title: text }),
      ])
      .optional()
      .catch(undefined),
  )
  .nullish()
  .catch(undefined);

type Annotation = z.output<typeof annotation>;

/** A text, and what stands beside it. */
interface Annotated {
  readonly text: string;
  readonly annotations?: z.output<typeof annotations>;
}

/**
 * The sources of an answer, each address once; none whose address may not be published.
 * @param found lists of what was found, as some servers give them
 */
export function readSources(
  parts: readonly Annotated[],
  found: readonly z.output<typeof foundList>[] = [],
): readonly Source[] {
  const sources = new Map<string, Source>();
  const add = (address: string | undefined, more: Omit<Source, "url">): void => {
    const url = address === undefined ? undefined : cleanSourceUrl(address);
    if (url !== undefined) {
      const known = sources.get(url);
      const passages = [...(known?.passages ?? []), ...(more.passages ?? [])];
      sources.set(url, {
        url,
        ...more,
        ...known,
        ...(passages.length > 0 && { passages }),
      });
    }
  };
  const [numbered = []] = found.filter((list) => (list ?? []).length > 0).map((list) => list ?? []);
  const titles = new Map(
    found.flatMap((list) => (list ?? []).map((each) => [each?.url, each?.title] as const)),
  );
  for (const [position, each] of numbered.entries()) {
    const title = titleOf(each?.title ?? titles.get(each?.url));
    add(each?.url, { ...(title !== undefined && { title }), number: position + 1 });
  }
  for (const { text: whole, annotations: beside } of parts) {
    const all = (beside ?? []).filter((each) => each !== undefined);
    const slice = chooseSlice(whole, all);
    for (const each of all) {
      const title = titleOf(each.title);
      const passage = passageOf(each, whole, slice);
      add(each.url, {
        ...(title !== undefined && { title }),
        ...(passage !== undefined && {
          passages: [passage === each.url ? (cleanSourceUrl(passage) ?? passage) : passage],
        }),
      });
    }
  }
  return [...sources.values()];
}

const longestTitle = 300;

function titleOf(title: string | undefined): string | undefined {
  const line = title?.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  return line ? Array.from(line).slice(0, longestTitle).join("") : undefined;
}

/** The start and the end of a span in a text; undefined for one that is not in it. */
type Slice = (start: number, end: number) => { readonly start: number; readonly end: number };

const byUnits: Slice = (start, end) => ({ start, end });

/** Servers count characters, halves of characters, or bytes: whichever fits best what is cited. */
function chooseSlice(whole: string, all: readonly NonNullable<Annotation>[]): Slice {
  const bytes = Buffer.from(whole);
  const characters = Array.from(whole);
  const byCharacters: Slice = (start, end) => {
    const before = characters.slice(0, start).join("").length;
    return { start: before, end: before + characters.slice(start, end).join("").length };
  };
  const byBytes: Slice = (start, end) => ({
    start: bytes.subarray(0, start).toString("utf8").length,
    end: bytes.subarray(0, end).toString("utf8").length,
  });
  const isPlain = bytes.length === whole.length;
  const score = (slice: Slice): number =>
    all.reduce((sum, each) => sum + fits(each, whole, slice), 0);
  const [best = byUnits] = isPlain
    ? [byUnits]
    : [byCharacters, byUnits, byBytes].toSorted((a, b) => score(b) - score(a));
  return best;
}

function fits(
  { start_index: from, end_index: to, url }: NonNullable<Annotation>,
  whole: string,
  slice: Slice,
): number {
  if (!isSpan(from, to) || from === undefined || to === undefined) {
    return 0;
  }
  const { start, end } = slice(from, to);
  const inside = whole.slice(start, end);
  const isEdge = (at: number): boolean => !/^[\p{L}\p{N}]{2}$/u.test(whole.slice(at - 1, at + 1));
  return (
    (url !== undefined && inside.includes(url) ? 4 : 0) +
    (isEdge(start) ? 1 : 0) +
    (end <= whole.length && isEdge(end) ? 1 : 0)
  );
}

function isSpan(from: number | undefined, to: number | undefined): boolean {
  return (
    Number.isInteger(from) && Number.isInteger(to) && Number(from) >= 0 && Number(to) > Number(from)
  );
}

const longestPassage = 80;

/**
 * What stands before the place that cites a source: the end of the span, on one line; the address, where a link
 * to it stands there. Undefined for a span that is not in the text.
 */
function passageOf(
  { start_index: from, end_index: to, url = "" }: NonNullable<Annotation>,
  whole: string,
  slice: Slice,
): string | undefined {
  const link = url !== "" && whole.includes(url) ? url : undefined;
  if (!isSpan(from, to)) {
    return link;
  }
  const { start, end } = slice(Number(from), Number(to));
  if (end > whole.length || whole.slice(Math.max(0, start - 2), end + 2).includes(url)) {
    return link;
  }
  const inside = whole.slice(start, end).trimEnd();
  if (inside.includes("](http")) {
    return link;
  }
  const line = inside.slice(inside.lastIndexOf("\n") + 1);
  const passage = line.slice(-longestPassage).toWellFormed();
  return /[\p{L}\p{N}]/u.test(passage) ? passage : link;
}
