import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { sidePx } from "./photographs.mjs";

/*
 * Each contender makes every width in every format and keeps nothing: no cache, no file written.
 * `prepare` is not measured. Modules are imported inside, so that a process holds only its own.
 */

export const widths = [320, 640, 1024];
export const formats = ["webp", "jpeg"];
export const quality = 80;

/** What Prelo encodes WebP with; the floor does the same, or it would be none. */
const webpEffort = 2;

/** Pictures at a time, for all but eleventy-img, which has a queue of its own. */
const atOnce = 3;

async function eachAtOnce(items, work) {
  const queue = [...items];
  const workers = Array.from({ length: atOnce }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await work(item);
    }
  });
  await Promise.all(workers);
}

/** What the encoders alone take: pixels that are resized already, to variants. */
const floor = {
  async prepare(files) {
    const { default: sharp } = await import("sharp");
    sharp.cache(false);
    sharp.concurrency(1);
    const sized = [];
    for (const file of files) {
      for (const width of widths) {
        sized.push(await sharp(file).resize(width).raw().toBuffer({ resolveWithObject: true }));
      }
    }
    return async (count) => {
      await eachAtOnce(sized, async ({ data, info }) => {
        const raw = { width: info.width, height: info.height, channels: info.channels };
        const encode = (format) => {
          const options = format === "webp" ? { quality, effort: webpEffort } : { quality };
          return sharp(data, { raw }).toFormat(format, options).toBuffer();
        };
        for (const bytes of await Promise.all(formats.map(encode))) {
          count(bytes);
        }
      });
    };
  },
};

const prelo = {
  async prepare(files) {
    const { planVariants } = await import("../dist/pictures/variants/recipe.js");
    const { renderVariants } = await import("../dist/pictures/variants/render.js");
    const { openPicture } = await import("../dist/pictures/variants/pixels.js");
    const limits = { maxPixels: 50_000_000, maxBytes: 50_000_000 };
    const each = { webp: quality, avif: quality, jpeg: quality, png: quality };
    const settings = { widths, formats, quality: each, onError: "fail", ...limits };
    const mark = { alt: "A photograph", system: "a-model" };
    return async (count) => {
      await eachAtOnce(files, async (file) => {
        const bytes = await readFile(file);
        const sha256 = createHash("sha256").update(bytes).digest("hex");
        const original = { sha256, widthPx: sidePx, heightPx: sidePx };
        const planned = planVariants(original, { id: "photograph", n: 1 }, settings, mark);
        const picture = openPicture(bytes, limits);
        await renderVariants(picture, planned, mark, async (_, variant) => count(variant));
      });
    };
  },
};

/** The obvious program: one pipeline, cloned for every variant. */
const clone = {
  async prepare(files) {
    const { default: sharp } = await import("sharp");
    return async (count) => {
      await eachAtOnce(files, async (file) => {
        const picture = sharp(await readFile(file));
        for (const width of widths) {
          for (const format of formats) {
            count(await picture.clone().resize(width).toFormat(format, { quality }).toBuffer());
          }
        }
      });
    };
  },
};

const eleventy = {
  async prepare(files) {
    const { default: makeVariants } = await import("@11ty/eleventy-img");
    const options = {
      widths,
      formats,
      sharpWebpOptions: { quality },
      sharpJpegOptions: { quality },
      useCache: false,
      dryRun: true,
    };
    return async (count) => {
      await Promise.all(
        files.map(async (file) => {
          const made = await makeVariants(file, options);
          for (const { buffer } of Object.values(made).flat()) {
            count(buffer);
          }
        }),
      );
    };
  },
};

export const contenders = { floor, prelo, clone, "eleventy-img": eleventy };
