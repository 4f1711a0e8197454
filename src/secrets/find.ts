import type { Secret } from "./collect.ts";
import { indexGrams, type Scan } from "./gram-index.ts";
import {
  countAround,
  countsAsPart,
  extend,
  type Overlap,
  readAround,
  standsExactly,
  withoutLooseEnds,
} from "./match.ts";
import { gramLength, type Needle, needlesOf } from "./needles.ts";
import { type Compact, compact, placeOf, type View } from "./view.ts";
import { viewsOf } from "./views.ts";

/** Where a secret stands in a text. */
export interface SecretMatch {
  readonly secret: Secret;
  readonly kind: Needle["form"] | "URL-encoded" | "disguised" | "part";
  /** In the source; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** What was found, in letters and digits: the same for the same leak in another file. */
  readonly found: string;
}

/** Searches texts for a set of secrets at once. */
export interface SecretFinder {
  /** @param views the text's views, if they exist already */
  find(text: string, views?: readonly View[]): readonly SecretMatch[];
}

/** Describes a secret without showing it: `a part of the value of OPENAI_API_KEY`. */
export function describeMatch({ secret, kind }: SecretMatch): string {
  return `${kind === "part" ? "a part of " : ""}the value of ${secret.name}`;
}

/** Prepares the search; a text is then read once, however many secrets there are. */
export function createFinder(secrets: readonly Secret[]): SecretFinder {
  // Prepared at the first search: a run with nothing to do makes none.
  let prepared: ReturnType<typeof prepare> | undefined;
  return {
    find: (text, views) => {
      if (secrets.length === 0) {
        return [];
      }
      prepared ??= prepare(secrets);
      const { scan, signs } = prepared;
      const matches: Match[] = [];
      for (const view of views ?? viewsOf(text)) {
        append(matches, searchCompact(view, scan));
        append(matches, searchSigns(view, signs));
      }
      const found = matches.map((match) => toSecretMatch(match, text));
      return found.length === 0 ? [] : withoutRepetitions(found, text.length);
    },
  };
}

/** One by one: a text can hold more than a call can take as arguments. */
function append(matches: Match[], more: readonly Match[]): void {
  for (const match of more) {
    matches.push(match);
  }
}

function prepare(secrets: readonly Secret[]): { scan: Scan; signs: readonly Secret[] } {
  const needles = secrets.flatMap(needlesOf);
  const indexed = new Set(
    needles.filter(({ form }) => form === "value").map(({ secret }) => secret),
  );
  // A password with too few letters and digits to be indexed is searched for verbatim.
  return { scan: indexGrams(needles), signs: secrets.filter((secret) => !indexed.has(secret)) };
}

interface Match {
  readonly view: View;
  readonly secret: Secret;
  readonly form: Needle["form"];
  readonly isWhole: boolean;
  /** In the view. */
  readonly start: number;
  readonly end: number;
  readonly found: string;
}

function searchCompact(view: View, scan: Scan): readonly Match[] {
  const page = compact(view);
  const matches: Match[] = [];
  const passed = new Map<Needle, number>();
  const pieces = new Map<Needle, Overlap[]>();
  scan(page.text, (position, needle, offset) => {
    // Inside a stretch that was examined already.
    if (position + gramLength <= (passed.get(needle) ?? 0)) {
      return;
    }
    const overlap = extend(page.text, position, needle, offset);
    passed.set(needle, overlap.to);
    const { form } = needle;
    // First without the loose ends, which differ from file to file.
    const match =
      judge(withoutLooseEnds(overlap, page, view, needle.text.length), needle, page, view) ??
      judge(overlap, needle, page, view);
    if (match !== undefined) {
      matches.push(match);
    } else if (form === "value" && !needle.isExact && hasLetter.test(needle.text)) {
      note(pieces, needle, overlap);
    }
  });
  for (const [needle, found] of pieces) {
    append(matches, judgePieces(found, needle, page, view));
  }
  return matches;
}

/** A hexadecimal key shares pieces with digests by chance. */
const hasLetter = /[g-z]/;
/** This many characters of a key, in pieces too short to count alone, are no coincidence. */
const leastInPieces = 3 * gramLength;

function note(pieces: Map<Needle, Overlap[]>, needle: Needle, overlap: Overlap): void {
  const list = pieces.get(needle) ?? [];
  list.push(overlap);
  pieces.set(needle, list);
}

/** Finds a key that is given six letters at a time, with other words between them. */
function judgePieces(
  found: readonly Overlap[],
  needle: Needle,
  page: Compact,
  view: View,
): readonly Match[] {
  const covered = new Set<number>();
  for (const { from, to, begin } of found) {
    for (let index = Math.max(0, needle.prefixLength - begin); index < to - from; index += 1) {
      covered.add(begin + index);
    }
  }
  if (covered.size < leastInPieces) {
    return [];
  }
  return found.map(({ from, to }) => ({
    view,
    secret: needle.secret,
    form: needle.form,
    isWhole: false,
    start: page.indices[from] ?? 0,
    end: (page.indices[to - 1] ?? 0) + 1,
    found: page.text.slice(from, to),
  }));
}

/** The match that an overlap makes, if it counts. */
function judge(
  { from, to, begin }: Overlap,
  needle: Needle,
  page: Compact,
  view: View,
): Match | undefined {
  const { secret, form, isExact, text } = needle;
  const isWhole = to - from === text.length;
  const found = page.text.slice(from, to);
  const start = page.indices[from] ?? 0;
  const end = (page.indices[to - 1] ?? 0) + 1;
  const written = readAround(view.text, start, end, needle);
  const part = { found, begin, written, around: countAround(view, start, end) };
  const counts = isExact
    ? isWhole && standsExactly(written, needle)
    : isWhole || countsAsPart(part, needle);
  return counts ? { view, secret, form, isWhole, start, end, found } : undefined;
}

function searchSigns(view: View, secrets: readonly Secret[]): readonly Match[] {
  return secrets.flatMap((secret) => {
    const { value } = secret;
    const matches: Match[] = [];
    for (let start = view.text.indexOf(value); start >= 0;) {
      const end = start + value.length;
      matches.push({ view, secret, form: "value", isWhole: true, start, end, found: value });
      start = view.text.indexOf(value, end);
    }
    return matches;
  });
}

type Found = SecretMatch & { readonly isWhole: boolean };

function toSecretMatch(match: Match, source: string): Found {
  const { view, secret, form, isWhole, found } = match;
  const [start, end] = placeOf(view, match.start, match.end);
  const kind = isWhole ? kindOf(form, source.slice(start, end), secret) : "part";
  return { secret, kind, start, end, found, isWhole };
}

function kindOf(form: Needle["form"], written: string, { value }: Secret): SecretMatch["kind"] {
  if (form !== "value") {
    return form;
  }
  if (value.includes(written)) {
    return "value";
  }
  return /%[\dA-Fa-f]{2}/.test(written) ? "URL-encoded" : "disguised";
}

/** Among matches that overlap, keeps the whole rather than a part, then the longest. */
function withoutRepetitions(all: readonly Found[], sourceLength: number): readonly SecretMatch[] {
  const best = all.toSorted(
    (a, b) =>
      Number(b.isWhole) - Number(a.isWhole) || b.found.length - a.found.length || a.start - b.start,
  );
  // For each secret, the characters reported so far: a reply can hold a million parts of one.
  const told = new Map<Secret, Uint8Array>();
  const kept = best.filter(({ secret, start, end }) => {
    const characters = told.get(secret) ?? new Uint8Array(sourceLength);
    told.set(secret, characters);
    if (characters.subarray(start, end).includes(1)) {
      return false;
    }
    characters.fill(1, start, end);
    return true;
  });
  return kept.toSorted((a, b) => a.start - b.start);
}
