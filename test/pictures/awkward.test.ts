import sharp from "sharp";
import type { Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { PreloError } from "../../src/errors.ts";
import { imageFormats } from "../../src/job/types.ts";
import { inspectPicture } from "../../src/pictures/inspection/inspect.ts";
import { toXmp } from "../../src/pictures/variants/mark.ts";
import { planVariants } from "../../src/pictures/variants/recipe.ts";
import type { PlannedVariant } from "../../src/pictures/variants/recipe.ts";
import { openPicture } from "../../src/pictures/variants/pixels.ts";
import { renderVariants } from "../../src/pictures/variants/render.ts";
import { limits, makeAwkwardPictures, makeNoPictures, secretWords } from "./awkward.ts";
import type { AwkwardPicture } from "./awkward.ts";
import { open } from "./scene.ts";
import { meanDifference, ssim } from "./similarity.ts";
import type { Rgb } from "./similarity.ts";

const mark = { alt: 'Casa "branca" & azul', system: "a-model" };
const settings = {
  widths: [48, 100, 30_000],
  formats: imageFormats,
  quality: { webp: 90, avif: 70, jpeg: 90, png: 100 },
  onError: "fail",
  embedPrompt: false,
  ...limits,
} as const;

/** What of a picture can be seen on white paper, in the size and colours of the comparison. */
async function see(
  picture: Sharp,
  grey: boolean,
  size?: { width: number; height: number },
): Promise<Rgb> {
  const sized = size === undefined ? picture : picture.resize({ ...size, fit: "fill" });
  const toned = grey ? sized.greyscale() : sized;
  const { data, info } = await toned
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function renderAll(picture: AwkwardPicture): Promise<Map<PlannedVariant, Buffer>> {
  const info = await inspectPicture(picture.bytes, limits);
  const formats = picture.formats ?? imageFormats;
  const wanted = { ...settings, formats };
  const planned = planVariants({ sha256: "0", ...info }, { id: "a", n: 1 }, wanted, mark);
  const made = new Map<PlannedVariant, Buffer>();
  await renderVariants(
    openPicture(picture.bytes, limits),
    planned,
    mark,
    async (variant, bytes) => {
      made.set(variant, bytes);
    },
  );
  expect([...made.keys()].map(({ file }) => file).toSorted()).toEqual(
    planned.map(({ file }) => file).toSorted(),
  );
  return made;
}

const pictures = await makeAwkwardPictures();
const refused = await makeNoPictures();

test("there are at least 40 awkward files of each sort together", () => {
  expect(new Set([...pictures, ...refused].map(({ name }) => name)).size).toBeGreaterThan(80);
});

describe.each(pictures)("$name", (picture) => {
  test("is inspected as what it shows", async () => {
    expect(await inspectPicture(picture.bytes, limits)).toMatchObject({
      widthPx: picture.shows.width,
      heightPx: picture.shows.height,
      hasAlpha: picture.hasAlpha ?? false,
      pages: picture.pages ?? 1,
    });
  });

  test("becomes variants that look like it, carry the mark and nothing else", async () => {
    const made = await renderAll(picture);
    const grey = picture.grey ?? false;
    for (const [variant, bytes] of made) {
      const metadata = await sharp(bytes).metadata();
      expect(metadata).toMatchObject({ width: variant.widthPx, height: variant.heightPx });
      expect(metadata.format).toBe(variant.format === "avif" ? "heif" : variant.format);
      expect(metadata.xmpAsString).toBe(toXmp(mark));
      expect(metadata.exif ?? metadata.icc ?? metadata.iptc ?? metadata.comments).toBeUndefined();
      expect(bytes.includes(secretWords)).toBe(false);
      expect(metadata.depth).toBe("uchar");

      const seen = await see(sharp(bytes), grey);
      const source = await see(open(picture.shows), grey, {
        width: variant.widthPx,
        height: variant.heightPx,
      });
      const { tolerance = 5 } = picture;
      const leastSsim = tolerance > 5 ? 0 : 0.95;
      const likeness = {
        file: variant.file,
        difference: meanDifference(seen, source),
        ssim: ssim(seen, source),
      };
      expect(likeness).toSatisfy(
        (is: typeof likeness) => is.difference < tolerance && is.ssim > leastSsim,
      );
    }
  });
});

test.each(refused)("$name is refused: $reason", async ({ bytes, code, reason }) => {
  const emitted: string[] = [];
  const planned = planVariants(
    { sha256: "0", widthPx: 144, heightPx: 96 },
    { id: "a", n: 1 },
    settings,
    mark,
  );
  const refusals = await Promise.allSettled([
    inspectPicture(bytes, limits),
    renderVariants(openPicture(bytes, limits), planned, mark, async ({ file }) => {
      emitted.push(file);
    }),
  ]);
  for (const refusal of refusals) {
    const error = refusal.status === "rejected" ? (refusal.reason as unknown) : undefined;
    expect(error).toBeInstanceOf(PreloError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(reason) as string });
  }
  expect(emitted).toEqual([]);
});
