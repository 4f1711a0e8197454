import { createHash } from "node:crypto";
import sharp from "sharp";

/** The size of YouTube's own `hqdefault.jpg`, which a drawn poster stands in for. */
export const posterPx = { width: 480, height: 360 } as const;

/** A hue in degrees and a number from 0 to 1, both from the seed alone. */
function readSeed(seed: string): { hue: number; shape: number } {
  const digest = createHash("sha256").update(seed).digest();
  return { hue: digest.readUInt16BE(0) % 360, shape: digest.readUInt16BE(2) / 65_535 };
}

function hsl(hue: number, saturation: number, lightness: number): string {
  return `hsl(${(hue + 360) % 360}, ${saturation}%, ${lightness}%)`;
}

/**
 * Draws a quiet landscape, sun and two hills in one pale hue, that stands in for a picture that
 * could not be had. It has no text, so that it needs no font and no language.
 * @param seed any text; the same gives the same picture.
 * @returns a PNG of exactly the given size.
 */
export function drawPlaceholder(wanted: {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly seed: string;
}): Promise<Buffer> {
  const { widthPx: w, heightPx: h, seed } = wanted;
  const { hue, shape } = readSeed(seed);
  const sunX = w * (0.25 + 0.5 * shape);
  const sunRadius = Math.min(w, h) * 0.09;
  const crest = h * (0.58 + 0.08 * shape);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="${hsl(hue, 18, 86)}"/><stop offset="1" stop-color="${hsl(hue + 25, 22, 94)}"/>
</linearGradient></defs>
<rect width="${w}" height="${h}" fill="url(#sky)"/>
<circle cx="${sunX}" cy="${h * 0.34}" r="${sunRadius}" fill="${hsl(hue + 25, 30, 98)}"/>
<path d="M0 ${crest} C${w * 0.25} ${crest - h * 0.16} ${w * 0.45} ${crest + h * 0.1} ${w} ${crest - h * 0.05} V${h} H0 Z" fill="${hsl(hue, 14, 78)}"/>
<path d="M0 ${crest + h * 0.2} C${w * 0.3} ${crest + h * 0.22} ${w * 0.6} ${crest} ${w} ${crest + h * 0.14} V${h} H0 Z" fill="${hsl(hue, 14, 70)}"/>
</svg>`;
  return sharp(Buffer.from(svg)).removeAlpha().png().toBuffer();
}

/**
 * Draws the poster of a video that has none: a dark gradient with a play button.
 * @param seed any text; the same gives the same picture.
 * @returns a JPEG of 480 × 360 pixels.
 */
export function drawPoster({ seed }: { readonly seed: string }): Promise<Buffer> {
  const { hue } = readSeed(seed);
  const { width, height } = posterPx;
  const [x, y] = [width / 2, height / 2];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><linearGradient id="dusk" x1="0" y1="0" x2="1" y2="1">
<stop offset="0" stop-color="${hsl(hue, 32, 26)}"/><stop offset="1" stop-color="${hsl(hue + 40, 38, 11)}"/>
</linearGradient></defs>
<rect width="${width}" height="${height}" fill="url(#dusk)"/>
<circle cx="${x}" cy="${y}" r="46" fill="#ffffff" fill-opacity="0.16"/>
<path d="M${x - 15} ${y - 24} L${x + 27} ${y} L${x - 15} ${y + 24} Z" fill="#ffffff" fill-opacity="0.92" stroke="#ffffff" stroke-opacity="0.92" stroke-width="4" stroke-linejoin="round"/>
</svg>`;
  return sharp(Buffer.from(svg)).removeAlpha().jpeg({ quality: 85 }).toBuffer();
}
