import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

/*
 * Pictures to measure with, made up from a number, in two kinds:
 * soft: gradients and grain, as of a sky or a blurred background: heavy as PNG, light to encode;
 * busy: discs of all sizes that hide one another ("dead leaves", whose edges are spread as in
 * nature), with texture and a little grain: light as PNG, heavy to encode.
 */

export const sidePx = 1024;

/** Layers of texture, coarse to fine: [cells, steps of 0–255]. */
const kinds = {
  soft: {
    drawBase: async () => new Float32Array(sidePx * sidePx * 3).fill(128),
    colours: 3,
    grainSteps: 3,
    texture: [
      [2, 80],
      [5, 40],
      [16, 22],
      [50, 9],
      [160, 3],
    ],
  },
  busy: {
    drawBase: drawDiscs,
    colours: 1,
    grainSteps: 1.5,
    texture: [
      [4, 30],
      [16, 16],
      [64, 8],
      [256, 5],
    ],
  },
};

const discs = 1500;
const radiiPx = { least: 5, most: 260 };

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
  return Float32Array.from(await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer());
}

/** One layer of texture, in 3 channels, from so many random cells a side. */
async function drawTexture(random, cells, colours) {
  const noise = Buffer.from(Array.from({ length: cells * cells * colours }, () => random() * 256));
  return sharp(noise, { raw: { width: cells, height: cells, channels: colours } })
    .resize(sidePx, sidePx, { kernel: "cubic", fit: "fill" })
    .toColourspace("srgb")
    .raw()
    .toBuffer();
}

async function makePhotograph(kind, seed) {
  const { drawBase, colours, grainSteps, texture } = kinds[kind];
  const random = makeRandom(seed);
  const sum = await drawBase(random);
  for (const [cells, steps] of texture) {
    const layer = await drawTexture(random, cells, colours);
    for (let i = 0; i < sum.length; i += 1) {
      sum[i] += ((layer[i] - 128) / 128) * steps;
    }
  }
  const pixels = Buffer.alloc(sum.length);
  for (let i = 0; i < sum.length; i += 3) {
    const grain = (random() + random() + random() - 1.5) * grainSteps;
    for (const channel of [i, i + 1, i + 2]) {
      pixels[channel] = Math.max(0, Math.min(255, sum[channel] + grain));
    }
  }
  return sharp(pixels, { raw: { width: sidePx, height: sidePx, channels: 3 } })
    .png()
    .toBuffer();
}

/** Writes `count` PNG of a kind into the folder, always the same ones, and returns their paths. */
export async function writePhotographs(folder, kind, count) {
  const files = [];
  for (let i = 0; i < count; i += 1) {
    const file = join(folder, `${kind}-${String(i + 1).padStart(2, "0")}.png`);
    await writeFile(file, await makePhotograph(kind, i + 1));
    files.push(file);
  }
  return files;
}
