import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { defaults } from "../dist/settings/defaults.js";
import { openPicture } from "../dist/pictures/variants/pixels.js";
import { planVariants } from "../dist/pictures/variants/recipe.js";
import { renderVariants } from "../dist/pictures/variants/render.js";

/* The formats beside one another: the sample's pictures with the defaults, as a build encodes them. */

const folder = fileURLToPath(new URL("../answers/openai-api-com-chatgpt/", import.meta.url));
const formats = ["avif", "webp", "jpeg"];
const limits = { maxPixels: 50_000_000, maxBytes: 50_000_000 };
const mark = { alt: "A picture", system: "a-model" };
const targets = { cpuSeconds: 20, bytes: 0.85 };

function luma(pixels, at) {
  return 0.299 * pixels[at * 3] + 0.587 * pixels[at * 3 + 1] + 0.114 * pixels[at * 3 + 2];
}

/** SSIM of one window of 8 × 8 pixels, after Wang and others (2004), with equal weights. */
function windowSsim(a, b, width, left, top) {
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  let [sumA, sumB, squares, products] = [0, 0, 0, 0];
  for (let y = top; y < top + 8; y += 1) {
    for (let x = left; x < left + 8; x += 1) {
      const [p, q] = [luma(a, y * width + x), luma(b, y * width + x)];
      sumA += p;
      sumB += q;
      squares += p * p + q * q;
      products += p * q;
    }
  }
  const [meanA, meanB] = [sumA / 64, sumB / 64];
  const variances = squares / 64 - meanA ** 2 - meanB ** 2;
  const covariance = products / 64 - meanA * meanB;
  const likeness = (2 * meanA * meanB + c1) / (meanA ** 2 + meanB ** 2 + c1);
  return (likeness * (2 * covariance + c2)) / (variances + c2);
}

async function ssim(original, variant, width, height) {
  const see = (bytes) => sharp(bytes).resize(width, height).removeAlpha().raw().toBuffer();
  const [a, b] = [await see(original), await see(variant)];
  let [sum, windows] = [0, 0];
  for (let top = 0; top + 8 <= height; top += 8) {
    for (let left = 0; left + 8 <= width; left += 8) {
      sum += windowSsim(a, b, width, left, top);
      windows += 1;
    }
  }
  return sum / windows;
}

/** Encodes all of the sample's pictures, and judges AVIF by WebP. */
export async function compareFormats(judge) {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".png"));
  const totals = new Map(formats.map((format) => [format, { bytes: 0, ssim: 0, count: 0 }]));
  let cpuSeconds = 0;
  const settings = { ...defaults.images, formats, ...limits };
  for (const file of files) {
    const bytes = await readFile(folder + file);
    const { width: widthPx, height: heightPx } = await sharp(bytes).metadata();
    const planned = planVariants(
      { sha256: file, widthPx, heightPx },
      { id: "p", n: 1 },
      settings,
      mark,
    );
    const made = [];
    const before = process.cpuUsage();
    await renderVariants(openPicture(bytes, limits), planned, mark, async (variant, encoded) => {
      made.push([variant, encoded]);
    });
    const { user, system } = process.cpuUsage(before);
    cpuSeconds += (user + system) / 1e6;
    for (const [variant, encoded] of made) {
      const total = totals.get(variant.format);
      total.bytes += encoded.length;
      total.ssim += await ssim(bytes, encoded, variant.widthPx, variant.heightPx);
      total.count += 1;
    }
  }
  for (const [format, { bytes, ssim: sum, count }] of totals) {
    console.log(
      `${format.padEnd(6)}${(bytes / 1000).toFixed(0).padStart(8)} kB   SSIM ${(sum / count).toFixed(4)}`,
    );
  }
  const [avif, webp] = [totals.get("avif"), totals.get("webp")];
  judge(`processor seconds, ${files.length} pictures`, cpuSeconds, "≤", targets.cpuSeconds);
  judge("AVIF's bytes, of WebP's", avif.bytes / webp.bytes, "≤", targets.bytes);
  judge("AVIF's SSIM, of WebP's", avif.ssim / webp.ssim, "≥", 1);
}
