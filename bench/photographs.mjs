import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

/** Layers of soft noise, coarse to fine, whose strength falls as in a photograph: [cells, steps]. */
const octaves = [
  [2, 80],
  [5, 40],
  [16, 22],
  [50, 9],
  [160, 3],
];
const grainSteps = 3;
export const sidePx = 1024;

/** A reproducible sequence of numbers from 0 to 1 (mulberry32). */
function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function makePhotograph(seed) {
  const random = makeRandom(seed);
  const sum = new Float32Array(sidePx * sidePx * 3).fill(128);
  for (const [cells, steps] of octaves) {
    const noise = Buffer.from(Array.from({ length: cells * cells * 3 }, () => random() * 256));
    const layer = await sharp(noise, { raw: { width: cells, height: cells, channels: 3 } })
      .resize(sidePx, sidePx, { kernel: "cubic", fit: "fill" })
      .raw()
      .toBuffer();
    for (let i = 0; i < sum.length; i += 1) sum[i] += ((layer[i] - 128) / 128) * steps;
  }
  const pixels = Buffer.alloc(sum.length);
  for (let i = 0; i < sum.length; i += 3) {
    const grain = (random() + random() + random() - 1.5) * grainSteps;
    for (const channel of [i, i + 1, i + 2])
      pixels[channel] = Math.max(0, Math.min(255, sum[channel] + grain));
  }
  return sharp(pixels, { raw: { width: sidePx, height: sidePx, channels: 3 } })
    .png()
    .toBuffer();
}

/** Writes `count` PNG into the folder, always the same ones, and returns their paths. */
export async function writePhotographs(folder, count) {
  const files = [];
  for (let i = 0; i < count; i += 1) {
    const file = join(folder, `${String(i + 1).padStart(2, "0")}.png`);
    await writeFile(file, await makePhotograph(i + 1));
    files.push(file);
  }
  return files;
}
