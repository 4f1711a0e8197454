import { createHash } from "node:crypto";

/** A source of numbers that is the same for the same seed, on any machine. */
export interface SeededRandom {
  /** A number from 0 to below 1. */
  readonly next: () => number;
  /** A number from `low` to below `high`. */
  readonly between: (low: number, high: number) => number;
  /** A whole number from `low` to `high`, both included. */
  readonly integer: (low: number, high: number) => number;
  /** One of the items. */
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item;
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean;
}

const range = 2 ** 32;

/**
 * Makes numbers from a text: sfc32 (Chris Doty-Humphrey's small fast counter) over its SHA-256.
 *
 * @param seed any text; the same text gives the same numbers
 */
export function createRandom(seed: string): SeededRandom {
  const digest = createHash("sha256").update(seed, "utf8").digest();
  let a = digest.readUInt32LE(0);
  let b = digest.readUInt32LE(4);
  let c = digest.readUInt32LE(8);
  let counter = digest.readUInt32LE(12);

  function next(): number {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum / range;
  }
  const between = (low: number, high: number): number => low + next() * (high - low);
  return {
    next,
    between,
    integer: (low, high) => Math.floor(between(low, high + 1)),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    chance: (probability) => next() < probability,
  };
}
