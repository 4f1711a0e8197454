import sharp from "sharp";
import { expect, test } from "vitest";
import { shrinkToJpeg } from "../../../src/pictures/variants/shrink.ts";

test.each([
  [2048, 512, 1024, 256],
  [300, 200, 300, 200],
  [1, 3000, 1, 1024],
])("a picture of %i × %i is shown as a JPEG of %i × %i", async (width, height, toW, toH) => {
  const background = { r: 200, g: 30, b: 30 };
  const png = await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
  const jpeg = await shrinkToJpeg(png);
  expect(await sharp(jpeg).metadata()).toMatchObject({ format: "jpeg", width: toW, height: toH });
  const { channels } = await sharp(jpeg).stats();
  expect(Math.abs((channels[0]?.mean ?? 0) - 200)).toBeLessThan(6);
});
