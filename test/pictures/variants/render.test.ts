import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { imageFormats } from "../../../src/job/types.ts";
import { planVariants } from "../../../src/pictures/variants/recipe.ts";
import type { PlannedVariant } from "../../../src/pictures/variants/recipe.ts";
import { openPicture } from "../../../src/pictures/variants/pixels.ts";
import { renderVariants } from "../../../src/pictures/variants/render.ts";
import { limits } from "../awkward.ts";
import { makeFrames, makeScene, open } from "../scene.ts";
import { meanDifference } from "../similarity.ts";

const mark = { alt: "Casa", system: "a-model" };
const settings = {
  widths: [60, 120, 200],
  formats: imageFormats,
  quality: { webp: 80, avif: 60, jpeg: 80, png: 80 },
  onError: "fail",
  embedPrompt: false,
  ...limits,
} as const;
const size = { widthPx: 200, heightPx: 120 };
const planned = planVariants({ sha256: "0", ...size }, { id: "a", n: 1 }, settings, mark);
const png = await open(makeScene(size.widthPx, size.heightPx)).png().toBuffer();

async function render(bytes: Buffer, plan = planned): Promise<Map<string, Buffer>> {
  const made = new Map<string, Buffer>();
  await renderVariants(openPicture(bytes, limits), plan, mark, async ({ file }, variant) => {
    made.set(file, variant);
  });
  return made;
}

function isJpeg({ file }: { file: string }): boolean {
  return file.endsWith(".jpeg");
}

function filesIn(moving: boolean): readonly PlannedVariant[] {
  return planned.filter(({ format }) => (format === "webp") === moving);
}

describe("renderVariants", () => {
  const concurrency = sharp.concurrency();
  afterAll(() => {
    sharp.concurrency(concurrency);
    sharp.cache(true);
  });

  test("gives the same bytes for the same input, however many threads the process uses", async () => {
    sharp.concurrency(1);
    const first = await render(png);
    sharp.concurrency(2);
    const second = await render(png);
    expect(first.size).toBe(planned.length);
    const same = [...first].filter(([file, bytes]) => second.get(file)?.equals(bytes));
    expect(same.map(([file]) => file)).toEqual([...first.keys()]);
  });

  test("makes only what is asked for, the same alone as among any others", async () => {
    const all = await render(png);
    const alone = await Promise.all(planned.map((variant) => render(png, [variant])));
    expect(alone.map((made) => [...made.keys()])).toEqual(planned.map(({ file }) => [file]));
    const same = planned.filter(({ file }, index) =>
      alone[index]?.get(file)?.equals(all.get(file) ?? Buffer.alloc(0)),
    );
    expect(same).toEqual(planned);
  });

  test("gives a picture too large to hold the same look, and the same bytes each time", async () => {
    const scene = makeScene(3000, 2700);
    const bytes = await open(scene).jpeg({ quality: 90 }).toBuffer();
    const large = { maxPixels: 10_000_000, maxBytes: 10_000_000 };
    const narrow = { ...settings, widths: [100, 50], formats: ["png"] } as const;
    const sized = { sha256: "0", widthPx: 3000, heightPx: 2700 };
    const plan = planVariants(sized, { id: "a", n: 1 }, narrow, mark);
    const [all, alone] = [new Map<string, Buffer>(), new Map<string, Buffer>()];
    await renderVariants(
      openPicture(bytes, large),
      plan,
      mark,
      async ({ file }, made) => void all.set(file, made),
    );
    for (const one of plan) {
      await renderVariants(
        openPicture(bytes, large),
        [one],
        mark,
        async ({ file }, made) => void alone.set(file, made),
      );
    }
    expect(alone).toEqual(all);
    for (const { file, widthPx: width, heightPx: height } of plan) {
      const shown = await sharp(all.get(file)).raw().toBuffer();
      const meant = await open(scene).resize({ width, height, fit: "fill" }).raw().toBuffer();
      expect(
        meanDifference({ data: shown, width, height }, { data: meant, width, height }),
      ).toBeLessThan(3);
    }
  });

  test("decodes nothing when nothing is asked for", async () => {
    await expect(render(Buffer.from("no picture"), [])).resolves.toEqual(new Map());
  });

  test("puts what shows through in JPEG on white, and keeps it transparent elsewhere", async () => {
    const scene = makeScene(size.widthPx, size.heightPx, { alpha: true });
    const made = await render(await open(scene).png().toBuffer());
    const corners = await Promise.all(
      [...made].map(async ([file, bytes]) => {
        const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
        const { width, channels } = info;
        const corner = [...data.subarray((width - 1) * channels, width * channels)];
        return { file, whiteness: Math.min(...corner.slice(0, 3)), alpha: corner[3] };
      }),
    );
    for (const { whiteness, alpha } of corners.filter(isJpeg)) {
      expect(whiteness).toBeGreaterThan(250);
      expect(alpha).toBeUndefined();
    }
    for (const { alpha } of corners.filter((corner) => !isJpeg(corner))) {
      expect(alpha).toBeLessThan(3);
    }
  });

  test("keeps an animation moving in WebP, frame by frame, and shows its first frame elsewhere", async () => {
    const { frames, strip } = makeFrames(size.widthPx, size.heightPx);
    const times = { delay: [80, 120, 200], loop: 3 };
    const made = await render(await strip.webp({ quality: 95, ...times }).toBuffer());
    for (const { file } of filesIn(false)) {
      expect((await sharp(made.get(file), { animated: true }).metadata()).pages ?? 1).toBe(1);
    }
    for (const { file, widthPx: width, heightPx: height } of filesIn(true)) {
      const metadata = await sharp(made.get(file), { animated: true }).metadata();
      expect(metadata).toMatchObject({ pages: 3, width, pageHeight: height, ...times });
      for (const [page, frame] of frames.entries()) {
        const shown = await sharp(made.get(file), { page }).removeAlpha().raw().toBuffer();
        const meant = await open(frame).resize({ width, height, fit: "fill" }).raw().toBuffer();
        const [a, b] = [shown, meant].map((data) => ({ data, width, height }));
        expect(meanDifference(a!, b!)).toBeLessThan(6);
      }
    }
  });

  test("lets the failure of emit through as it is, after all that was begun has ended", async () => {
    const full = new Error("disk full");
    let running = 0;
    const failing = renderVariants(openPicture(png, limits), planned, mark, async ({ format }) => {
      running += 1;
      await Promise.resolve();
      running -= 1;
      if (format === "webp") {
        throw full;
      }
    });
    await expect(failing).rejects.toBe(full);
    expect(running).toBe(0);
  });

  test("one bad picture leaves the ones beside it alone", async () => {
    const results = await Promise.allSettled([
      render(png),
      render(png.subarray(0, png.length - 20)),
      render(Buffer.from("<html></html>")),
      render(png),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
      "fulfilled",
    ]);
  });
});
