import { createHash } from "node:crypto";

const range = 2 ** 32;

/**
 * A source of numbers from 0 to below 1 that is the same for the same seed, on any machine: sfc32
 * (Chris Doty-Humphrey's small fast counter) over the seed's SHA-256.
 */
export function createRandom(seed: string): () => number {
  const digest = createHash("sha256").update(seed, "utf8").digest();
  let a = digest.readUInt32LE(0);
  let b = digest.readUInt32LE(4);
  let c = digest.readUInt32LE(8);
  let counter = digest.readUInt32LE(12);
  return () => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum / range;
  };
}
