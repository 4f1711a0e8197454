import sharp from "sharp";
import { expect, test } from "vitest";
import { openPicture } from "../../../src/pictures/variants/pixels.ts";
import { makePreview } from "../../../src/pictures/variants/preview.ts";
import { limits, makeAwkwardPictures } from "../awkward.ts";
import { makeScene, open } from "../scene.ts";
import { meanDifference } from "../similarity.ts";

/** A few of each sort. */
const pictures = (await makeAwkwardPictures()).filter((_, index) => index % 3 === 0);

test.each(pictures)("$name has a short preview, the same each time", async ({ bytes }) => {
  const preview = await makePreview(openPicture(bytes, limits));
  expect(preview).toMatch(/^data:image\/webp;base64,[A-Za-z0-9+/]+=*$/u);
  expect(preview.length).toBeLessThanOrEqual(400);
  expect(await makePreview(openPicture(bytes, limits))).toBe(preview);
});

test("noise, the hardest to shorten, has one too", async () => {
  const noise = Buffer.from(
    Array.from({ length: 16 * 16 * 4 }, (_, i) => Math.imul(i + 1, 2_654_435_761) >>> 24),
  );
  const bytes = await sharp(noise, { raw: { width: 16, height: 16, channels: 4 } })
    .png()
    .toBuffer();
  expect((await makePreview(openPicture(bytes, limits))).length).toBeLessThanOrEqual(400);
});

test("a preview has the picture's shape and colours", async () => {
  const scene = makeScene(320, 200);
  const url = await makePreview(openPicture(await open(scene).png().toBuffer(), limits));
  const small = sharp(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
  const { data, info } = await small.raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([16, 10]);
  const fit = { width: info.width, height: info.height, fit: "fill" } as const;
  const meant = await open(scene).resize(fit).raw().toBuffer();
  const [width, height] = [info.width, info.height];
  expect(meanDifference({ data, width, height }, { data: meant, width, height })).toBeLessThan(16);
});
