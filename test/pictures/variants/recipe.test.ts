import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageFormats } from "../../../src/job/types.ts";
import type { VariantSettings } from "../../../src/job/types.ts";
import { planVariants } from "../../../src/pictures/variants/recipe.ts";
import type { OriginalPicture } from "../../../src/pictures/variants/recipe.ts";

const mark = { alt: "Casa branca", system: "a-model" };
const name = { id: "casa", n: 2 };
const original: OriginalPicture = { sha256: "ab".repeat(32), widthPx: 1000, heightPx: 500 };
const settings: VariantSettings = {
  widths: [960, 480],
  formats: ["webp", "jpeg"],
  quality: { webp: 80, avif: 50, jpeg: 80, png: 80 },
  onError: "fail",
  embedPrompt: false,
  maxPixels: 1e7,
  maxBytes: 1e7,
};

const files = (...args: Partial<Parameters<typeof planVariants>>): readonly string[] =>
  planVariants(args[0] ?? original, args[1] ?? name, args[2] ?? settings, args[3] ?? mark).map(
    ({ file }) => file,
  );

describe("planVariants", () => {
  test("names by block, number, width, hash and format; by format, narrowest first", () => {
    const shapes = files().map((file) => file.replace(/\.[0-9a-f]{8,}\./u, ".HASH."));
    expect(shapes).toEqual([
      "img/casa-2-480w.HASH.webp",
      "img/casa-2-960w.HASH.webp",
      "img/casa-2-480w.HASH.jpeg",
      "img/casa-2-960w.HASH.jpeg",
    ]);
    expect(new Set(files()).size).toBe(4);
  });

  test("never enlarges: a width above the original's becomes its own, once", () => {
    const planned = planVariants(
      original,
      name,
      { ...settings, widths: [480, 1200, 2400, 1000] },
      mark,
    );
    expect(
      planned.map(({ format, widthPx, heightPx }) => `${format} ${widthPx}x${heightPx}`),
    ).toEqual(["webp 480x240", "webp 1000x500", "jpeg 480x240", "jpeg 1000x500"]);
  });

  test("auto is png for a picture with transparency, jpeg for any other, and made once", () => {
    const formats = (hasAlpha: boolean, wanted: VariantSettings["formats"]): Set<string> =>
      new Set(
        planVariants({ ...original, hasAlpha }, name, { ...settings, formats: wanted }, mark).map(
          ({ format }) => format,
        ),
      );
    expect(formats(true, ["webp", "auto"])).toEqual(new Set(["webp", "png"]));
    expect(formats(false, ["webp", "auto"])).toEqual(new Set(["webp", "jpeg"]));
    expect(
      files({ ...original, hasAlpha: true }, name, { ...settings, formats: ["auto", "png"] }),
    ).toHaveLength(2);
  });

  test("an animation is published in the format that moves, and in no other that would hide it", () => {
    const formats: VariantSettings["formats"] = ["avif", "webp", "jpeg"];
    const moving = { ...original, frames: 3 };
    const made = planVariants(moving, name, { ...settings, formats }, mark);
    expect(new Set(made.map(({ format }) => format))).toEqual(new Set(["webp"]));
    const still = planVariants(moving, name, { ...settings, formats: ["avif", "jpeg"] }, mark);
    expect(new Set(still.map(({ format }) => format))).toEqual(new Set(["avif", "jpeg"]));
  });

  test("a change of one format's quality renames just that format's files", () => {
    const before = files();
    const after = files(original, name, {
      ...settings,
      quality: { ...settings.quality, webp: 81 },
    });
    expect(after.filter((file) => before.includes(file))).toEqual(
      before.filter((file) => file.endsWith(".jpeg")),
    );
  });

  test("png, which is lossless, keeps its name whatever the quality", () => {
    const png: VariantSettings = { ...settings, formats: ["png"] };
    const other = { ...png, quality: { ...settings.quality, png: 10 } };
    expect(files(original, name, other)).toEqual(files(original, name, png));
  });

  test.each([
    ["original", files({ ...original, sha256: "cd".repeat(32) })],
    ["alternative text", files(original, name, settings, { ...mark, alt: "Casa azul" })],
    ["model", files(original, name, settings, { ...mark, system: "another-model" })],
    ["absence of a model", files(original, name, settings, { alt: mark.alt })],
    ["published prompt", files(original, name, settings, { ...mark, prompt: "A house" })],
  ])("another %s renames every file", (_what, changed) => {
    expect(changed.filter((file) => files().includes(file))).toEqual([]);
  });

  test.each([
    ["limits", { ...settings, maxPixels: 5, maxBytes: 5 }],
    ["behaviour on errors", { ...settings, onError: "skip" as const }],
    [
      "quality of a format that is not made",
      { ...settings, quality: { ...settings.quality, avif: 1 } },
    ],
  ])("other %s rename nothing", (_what, changed) => {
    expect(files(original, name, changed)).toEqual(files());
  });

  test("any picture gets variants that fit it, its format, and its shape", () => {
    const side = fc.integer({ min: 1, max: 100_000 });
    const widths = fc.array(fc.integer({ min: 1, max: 120_000 }), { minLength: 1, maxLength: 5 });
    const longest = { webp: 16_383, avif: 16_384, jpeg: 65_500, png: 100_000 };
    fc.assert(
      fc.property(side, side, widths, (widthPx, heightPx, wanted) => {
        const planned = planVariants(
          { ...original, widthPx, heightPx },
          name,
          { ...settings, widths: wanted, formats: imageFormats },
          mark,
        );
        expect(new Set(planned.map(({ format }) => format)).size).toBe(imageFormats.length);
        expect(new Set(planned.map(({ file }) => file)).size).toBe(planned.length);
        for (const variant of planned) {
          expect(variant.widthPx).toBeLessThanOrEqual(Math.min(widthPx, Math.max(...wanted)));
          expect(variant.heightPx).toBeLessThanOrEqual(heightPx);
          expect(Math.min(variant.widthPx, variant.heightPx)).toBeGreaterThanOrEqual(1);
          expect(Math.max(variant.widthPx, variant.heightPx)).toBeLessThanOrEqual(
            longest[variant.format],
          );
          // Its shape is the original's, as nearly as whole pixels and the format's limit allow.
          const exact = (heightPx * variant.widthPx) / widthPx;
          const nearest = Math.min(Math.max(1, exact), longest[variant.format]);
          expect(Math.abs(variant.heightPx - nearest)).toBeLessThanOrEqual(0.5);
        }
      }),
    );
  });
});
