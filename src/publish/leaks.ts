import { Lines } from "../files/lines.ts";
import type { SecretFinder, SecretMatch } from "../secrets/find.ts";
import { findShapes, type ShapeFound } from "../secrets/shapes.ts";
import { compact, placeOf, type View } from "../secrets/view.ts";
import { viewsOf } from "../secrets/views.ts";

/** What would be published that may not be; never the secret itself. */
export interface Leak {
  /** The variable that holds it, or what it looks like. */
  readonly name: string;
  /** In which form it stands there. */
  readonly kind: SecretMatch["kind"] | "shape";
  /** Where it stands: each file with its 1-based line. */
  readonly places: readonly LeakPlace[];
  /** In letters and digits: to find where it came from. Never shown. */
  readonly found: string;
  /** True for a provider's key, which no job may allow. */
  readonly isKey: boolean;
}

export interface LeakPlace {
  readonly file: string;
  readonly line: number;
}

/** A text that is to be published, or that goes out with a picture. */
export interface Published {
  readonly file: string;
  readonly text: string;
}

/** Finds the shapes that a scanner knows, of all texts at once. */
export type Scan = (text: string) => Promise<readonly ShapeFound[]>;

/** One that may yet be found in more places: by file and line. */
type OpenLeak = Omit<Leak, "places"> & { readonly places: Map<string, LeakPlace> };

interface Hit {
  readonly name: string;
  readonly kind: Leak["kind"];
  readonly start: number;
  readonly end: number;
  readonly found: string;
  readonly isKey: boolean;
}

/**
 * Looks for secrets in texts that are to be published: the values that the finder knows, in any
 * spelling, and whatever has the shape of a key, a token or a signed link. The same leak in several
 * places is one.
 */
export async function findLeaks(
  texts: readonly Published[],
  finder: SecretFinder,
  scan: Scan,
): Promise<readonly Leak[]> {
  const pages = texts.map(({ file, text }) => ({ file, text, views: viewsOf(text) }));
  const scanned = await scanViews(
    pages.map(({ views }) => views),
    scan,
  );
  const leaks = new Map<string, OpenLeak>();
  for (const [index, { file, text, views }] of pages.entries()) {
    let lines: Lines | undefined;
    const secrets = finder.find(text, views).map(toHit);
    const shapes = views.flatMap((view) => findShapes(view.text).map((at) => toShapeHit(at, view)));
    for (const hit of [
      ...secrets,
      ...withoutKnown([...shapes, ...(scanned[index] ?? [])], secrets, text.length),
    ]) {
      const { name, kind, found, isKey } = hit;
      const key = JSON.stringify([name, kind, found]);
      lines ??= new Lines(text);
      const { line } = lines.placeOf(hit.start);
      const leak = leaks.get(key) ?? { name, kind, found, isKey, places: new Map() };
      leak.places.set(`${file}:${line}`, { file, line });
      leaks.set(key, leak);
    }
  }
  return [...leaks.values()].map(({ name, kind, found, isKey, places }) => ({
    name,
    kind,
    found,
    isKey,
    places: [...places.values()],
  }));
}

function toHit({ secret, kind, start, end, found }: SecretMatch): Hit {
  return { name: secret.name, kind, start, end, found, isKey: secret.isKey };
}

function toShapeHit({ name, start, end }: ShapeFound, view: View): Hit {
  const [from, to] = placeOf(view, start, end);
  const found = compact({ text: view.text.slice(start, end) }).text;
  return { name, kind: "shape", start: from, end: to, found, isKey: false };
}

/** What is known by its value, or by another shape already, need not be said again. */
function withoutKnown(
  shapes: readonly Hit[],
  secrets: readonly Hit[],
  textLength: number,
): readonly Hit[] {
  const known = new Uint8Array(textLength);
  for (const { start, end } of secrets) {
    known.fill(1, start, end);
  }
  return shapes.filter(({ start, end }) => {
    if (known.subarray(start, end).includes(1)) {
      return false;
    }
    known.fill(1, start, end);
    return true;
  });
}

/** Scans all pages in one go, as they are decoded: what that changes is no shape of a key yet. */
async function scanViews(
  pages: readonly (readonly View[])[],
  scan: Scan,
): Promise<readonly (readonly Hit[])[]> {
  const parts: { readonly page: number; readonly view: View; readonly start: number }[] = [];
  let joined = "";
  for (const [page, views] of pages.entries()) {
    for (const view of views.length > 2 ? views.slice(1) : views) {
      parts.push({ page, view, start: joined.length });
      joined += `${view.text}\n\n`;
    }
  }
  const hits: Hit[][] = pages.map(() => []);
  for (const { name, start, end } of await scan(joined)) {
    const part = parts.findLast((candidate) => candidate.start <= start);
    if (part === undefined) {
      continue;
    }
    const own = { name, start: start - part.start, end: end - part.start };
    hits[part.page]?.push(toShapeHit(own, part.view));
  }
  return hits;
}

/**
 * The 1-based line of a text on which a leak that was found elsewhere stands as well; undefined
 * where it does not.
 */
export function lineOf({ found }: Pick<Leak, "found">, text: string): number | undefined {
  for (const view of viewsOf(text)) {
    const { text: plain, indices } = compact(view);
    const at = found === "" ? -1 : plain.indexOf(found);
    if (at >= 0) {
      const index = indices[at] ?? 0;
      return new Lines(text).placeOf(placeOf(view, index, index + 1)[0]).line;
    }
  }
  return undefined;
}
