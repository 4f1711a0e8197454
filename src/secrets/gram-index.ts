import { gramLength, type Needle } from "./needles.ts";

/** A place of a text where a needle's piece stands, and where that piece is in the needle. */
export type Report = (position: number, needle: Needle, offset: number) => void;

/** Reports where pieces of needles stand in a compact text. */
export type Scan = (text: string, report: Report) => void;

/** One entry for each of this many buckets: for nearly all of a page, a look at one is enough. */
const bucketBits = 18;

/** Bits of the hash for each character of a piece: after as many others it has left the hash. */
const bitsPerCharacter = Math.ceil(32 / gramLength);

function roll(hash: number, code: number): number {
  return (hash << bitsPerCharacter) ^ Math.imul(code, 0x9e_37);
}

function bucketOf(hash: number): number {
  return Math.imul(hash, 0x9e_37_79_b1) >>> (32 - bucketBits);
}

/** Indexes all pieces, six characters long, of all needles. */
export function indexGrams(needles: readonly Needle[]): Scan {
  const entries = new Map<string, { readonly needle: Needle; readonly offset: number }[]>();
  const buckets = new Uint8Array(1 << bucketBits);
  for (const needle of needles) {
    for (const offset of needle.offsets) {
      const gram = needle.text.slice(offset, offset + gramLength);
      const list = entries.get(gram) ?? [];
      list.push({ needle, offset });
      entries.set(gram, list);
      const hash = Array.from(gram, (character) => character.charCodeAt(0)).reduce(roll, 0);
      buckets[bucketOf(hash)] = 1;
    }
  }
  return (text, report) => {
    let hash = 0;
    for (let index = 0; index < text.length; index += 1) {
      hash = roll(hash, text.charCodeAt(index));
      const position = index + 1 - gramLength;
      if (buckets[bucketOf(hash)] !== 1 || position < 0) {
        continue;
      }
      for (const { needle, offset } of entries.get(text.slice(position, index + 1)) ?? []) {
        report(position, needle, offset);
      }
    }
  };
}
