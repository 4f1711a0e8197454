import { plainCode } from "./compact.ts";
import { gramLength, type Needle } from "./needles.ts";

export type Report = (position: number, needle: Needle, offset: number) => void;

/** All pieces, six characters long, of all needles. */
export interface GramIndex {
  /** Whether any piece stands in a text that is not compact: in most there is none, and no more is to do. */
  touches(text: string): boolean;
  /** Reports each place of a compact text where a needle's piece stands. */
  scan(text: string, report: Report): void;
}

/** One entry for each of so many buckets: nearly all of a page is passed over by a look at one. */
const bucketBits = 18;
const shift = 32 - bucketBits;

/** Bits of the hash for each character of a piece: after as many others it has left the hash. */
const bitsPerCharacter = Math.ceil(32 / gramLength);

function roll(hash: number, code: number): number {
  return (hash << bitsPerCharacter) ^ Math.imul(code, 0x9e_37);
}

function bucketOf(hash: number): number {
  return Math.imul(hash, 0x9e_37_79_b1) >>> shift;
}

export function indexGrams(needles: readonly Needle[]): GramIndex {
  const entries = new Map<string, { readonly needle: Needle; readonly offset: number }[]>();
  for (const needle of needles) {
    for (const offset of needle.offsets) {
      const gram = needle.text.slice(offset, offset + gramLength);
      const entry = { needle, offset };
      const list = entries.get(gram);
      if (list === undefined) {
        entries.set(gram, [entry]);
      } else {
        list.push(entry);
      }
    }
  }
  const buckets = new Uint8Array(entries.size === 0 ? 0 : 1 << bucketBits);
  for (const gram of entries.keys()) {
    let hash = 0;
    for (let index = 0; index < gramLength; index += 1) {
      hash = roll(hash, gram.charCodeAt(index));
    }
    buckets[bucketOf(hash)] = 1;
  }
  return {
    touches: (text) => {
      if (entries.size === 0) {
        return false;
      }
      let hash = 0;
      for (let index = 0; index < text.length; index += 1) {
        const code = plainCode(text.charCodeAt(index));
        if (code === 0) {
          continue;
        }
        hash = roll(hash, code);
        if (buckets[bucketOf(hash)] === 1 && entries.has(gramUpTo(text, index))) {
          return true;
        }
      }
      return false;
    },
    scan: (text, report) => {
      if (entries.size === 0) {
        return;
      }
      let hash = 0;
      for (let index = 0; index < text.length; index += 1) {
        hash = roll(hash, text.charCodeAt(index));
        if (buckets[bucketOf(hash)] !== 1) {
          continue;
        }
        const position = index + 1 - gramLength;
        if (position < 0) {
          continue;
        }
        const gram = text.slice(position, index + 1);
        for (const { needle, offset } of entries.get(gram) ?? []) {
          report(position, needle, offset);
        }
      }
    },
  };
}

/** The piece that ends at a character of a text that is not compact. */
function gramUpTo(text: string, end: number): string {
  let gram = "";
  for (let index = end; index >= 0 && gram.length < gramLength; index -= 1) {
    const code = plainCode(text.charCodeAt(index));
    if (code !== 0) {
      gram = String.fromCharCode(code) + gram;
    }
  }
  return gram;
}
