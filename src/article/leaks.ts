import { secretShapes } from "../job/secrets.ts";

export interface Secret {
  /** What to call it in a report: the name of the variable that holds it. */
  readonly name: string;
  readonly value: string;
}

/** Where a secret stands; never the secret itself. */
export interface Leak {
  readonly name: string;
  /** In which form it stands there. */
  readonly kind: string;
  /** 1-based. */
  readonly line: number;
}

/** A value shorter than this is a word, not a secret. */
const shortestSecret = 8;
/** A value at least this long is looked for in parts. */
const longSecret = 16;
/** A part counts from this many consecutive characters on: fewer would meet by chance. */
const shortestPart = 12;

/**
 * Looks for secrets in a text that is to be published.
 *
 * The rule: a value of at least 8 characters is found whole, as it stands, URL-encoded, and in
 * base64 at each of its three alignments. Of a value of at least 16 characters, any 12
 * consecutive ones are found too. Besides, everything counts that has the shape of a key, and a
 * link that is signed. Each secret is reported once a line and kind.
 */
export function findLeaks(text: string, secrets: readonly Secret[]): readonly Leak[] {
  const leaks = new Map<string, Leak>();
  const lineAt = countLines(text);
  const report = (name: string, kind: string, index: number): void => {
    const leak = { name, kind, line: lineAt(index) };
    leaks.set(keyOf(leak), leak);
  };
  for (const { name, value } of secrets) {
    if (value.trim().length < shortestSecret) continue;
    for (const { kind, needle } of formsOf(value.trim())) {
      for (const index of findAll(text, needle)) report(name, kind, index);
    }
  }
  for (const { name, pattern } of [...secretShapes, ...signedLinks]) {
    const shape = new RegExp(pattern.source, [...new Set(`${pattern.flags}g`)].join(""));
    for (const match of text.matchAll(shape)) report(name, "shape", match.index);
  }
  return [...leaks.values()]
    .filter((leak) => leak.kind !== "part" || !leaks.has(keyOf({ ...leak, kind: "value" })))
    .toSorted((a, b) => a.line - b.line);
}

function keyOf({ name, kind, line }: Leak): string {
  return JSON.stringify([name, kind, line]);
}

const signedLinks: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  {
    name: "a signed link",
    pattern: /[?&;](?:sig|X-Amz-Signature|X-Goog-Signature|Signature)=[\w%+/.~-]{8}/gi,
  },
];

function formsOf(value: string): readonly { kind: string; needle: string }[] {
  const forms = [
    { kind: "value", needle: value },
    { kind: "URL-encoded", needle: encodeURIComponent(value) },
    { kind: "URL-encoded", needle: new URLSearchParams({ v: value }).toString().slice(2) },
    ...base64Cores(value).map((needle) => ({ kind: "base64", needle })),
  ];
  if (value.length < longSecret) return forms;
  const parts = Array.from({ length: value.length - shortestPart + 1 }, (_, start) => ({
    kind: "part",
    needle: value.slice(start, start + shortestPart),
  }));
  return [...forms, ...parts];
}

/**
 * The characters of base64 that a value always gives, whatever stands before and after it, for
 * each of the three places where it may begin in a group of three bytes; in both alphabets.
 */
function base64Cores(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  const cores = [0, 1, 2].map((offset) => {
    const padded = new Uint8Array(offset + bytes.length);
    padded.set(bytes, offset);
    const first = Math.ceil((offset * 8) / 6);
    const whole = Math.floor((padded.length * 8) / 6);
    return Buffer.from(padded).toString("base64").slice(first, whole);
  });
  return cores.flatMap((core) => [core, core.replaceAll("+", "-").replaceAll("/", "_")]);
}

function findAll(text: string, needle: string): readonly number[] {
  const found: number[] = [];
  for (let index = text.indexOf(needle); index >= 0; index = text.indexOf(needle, index + 1)) {
    found.push(index);
  }
  return found;
}

function countLines(text: string): (index: number) => number {
  const ends = findAll(text, "\n");
  return (index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
