import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

/*
 * Photographs to measure with, made up from a number: discs of all sizes that hide one another
 * ("dead leaves", whose edges are spread as in nature), soft texture over them, and a little grain.
 */

export const sidePx = 1024;
const discs = 1500;
const radiiPx = { least: 5, most: 260 };
/** Layers of texture, coarse to fine: [cells, steps of 0–255]. */
const texture = [
  [4, 30],
  [16, 16],
  [64, 8],
  [256, 5],
];
const grainSteps = 1.5;

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

async function drawDiscs(random) {
  const { least, most } = radiiPx;
  const drawn = Array.from({ length: discs }, () => {
    // Radii follow r⁻³, as far as there are any.
    const radius = 1 / Math.sqrt(1 / most ** 2 + random() * (1 / least ** 2 - 1 / most ** 2));
    const colour = `hsl(${Math.floor(20 + 200 * random())}, ${Math.floor(15 + 40 * random())}%, ${Math.floor(15 + 65 * random())}%)`;
    const [x, y] = [random() * sidePx, random() * sidePx];
    return { radius, circle: `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}"/>` };
  });
  // Large ones lie behind.
  const circles = drawn.toSorted((a, b) => b.radius - a.radius).map(({ circle }) => circle);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${sidePx}" height="${sidePx}"><rect width="100%" height="100%" fill="#678"/>${circles.join("")}</svg>`;
  return sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
}

async function makePhotograph(seed) {
  const random = makeRandom(seed);
  const sum = Float32Array.from(await drawDiscs(random));
  for (const [cells, steps] of texture) {
    const noise = Buffer.from(Array.from({ length: cells * cells }, () => random() * 256));
    const layer = await sharp(noise, { raw: { width: cells, height: cells, channels: 1 } })
      .resize(sidePx, sidePx, { kernel: "cubic", fit: "fill" })
      .extractChannel(0)
      .raw()
      .toBuffer();
    for (let i = 0; i < sum.length; i += 1)
      sum[i] += ((layer[Math.floor(i / 3)] - 128) / 128) * steps;
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
