import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { drawPlaceholder, drawPoster } from "../../src/pictures/draw.ts";
import { inspectPicture } from "../../src/pictures/inspection/inspect.ts";

const limits = { maxPixels: 4_000_000, maxBytes: 4_000_000 };

describe("drawPlaceholder", () => {
  test.each([
    [1024, 1024],
    [1536, 640],
    [1, 1],
    [37, 900],
  ])("is an opaque PNG of %i × %i", async (widthPx, heightPx) => {
    const bytes = await drawPlaceholder({ widthPx, heightPx, seed: "casa-1" });
    expect(await inspectPicture(bytes, limits)).toEqual({
      format: "png",
      widthPx,
      heightPx,
      hasAlpha: false,
      pages: 1,
      lost: [],
    });
  });

  test("is the same for the same seed, another for another, and pale", async () => {
    const shape = { widthPx: 200, heightPx: 150 };
    const first = await drawPlaceholder({ ...shape, seed: "a" });
    const again = await drawPlaceholder({ ...shape, seed: "a" });
    const other = await drawPlaceholder({ ...shape, seed: "b" });
    expect(again.equals(first)).toBe(true);
    expect(other.equals(first)).toBe(false);
    const { channels } = await sharp(first).stats();
    for (const { mean } of channels) {
      expect(mean).toBeGreaterThan(150);
    }
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(4);
  });
});

describe("drawPoster", () => {
  test("is a dark JPEG of 480 × 360 with a light triangle, the same for the same seed", async () => {
    const bytes = await drawPoster({ seed: "video" });
    expect(await inspectPicture(bytes, limits)).toMatchObject({
      format: "jpeg",
      widthPx: 480,
      heightPx: 360,
    });
    expect((await drawPoster({ seed: "video" })).equals(bytes)).toBe(true);
    expect((await drawPoster({ seed: "another" })).equals(bytes)).toBe(false);
    const { data, info } = await sharp(bytes)
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): number => data[y * info.width + x] ?? 0;
    expect(at(240, 180)).toBeGreaterThan(200);
    // The triangle points right: above and below its tip it is dark.
    expect(at(260, 180)).toBeGreaterThan(200);
    expect(Math.max(at(262, 160), at(262, 200), at(20, 20), at(460, 340))).toBeLessThan(130);
  });
});
