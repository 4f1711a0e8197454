import { describe, expect, test } from "vitest";
import { inspectPicture } from "../../src/pictures/inspection/inspect.ts";
import { limits } from "./awkward.ts";
import { makeFrames, makeScene, open } from "./scene.ts";

const small = makeScene(29, 19);
const large = makeScene(400, 300);
const { strip } = makeFrames(23, 17);

const everyCut: readonly (readonly [string, Buffer])[] = [
  ["JPEG", await open(small).jpeg().toBuffer()],
  ["progressive JPEG", await open(small).jpeg({ progressive: true }).toBuffer()],
  ["PNG", await open(small).png().toBuffer()],
  ["interlaced PNG", await open(small).png({ progressive: true }).toBuffer()],
  ["WebP", await open(small).webp().toBuffer()],
  ["lossless WebP", await open(small).webp({ lossless: true }).toBuffer()],
  ["animated WebP", await strip.clone().webp().toBuffer()],
  ["GIF", await open(small).gif().toBuffer()],
  ["animated GIF", await strip.clone().gif().toBuffer()],
  ["AVIF", await open(small).avif().toBuffer()],
  ["TIFF", await open(small).tiff({ compression: "lzw" }).toBuffer()],
];

const someCuts: readonly (readonly [string, Buffer])[] = [
  ["large JPEG", await open(large).jpeg().toBuffer()],
  ["large progressive JPEG", await open(large).jpeg({ progressive: true }).toBuffer()],
  ["large PNG", await open(large).png().toBuffer()],
  ["large interlaced PNG", await open(large).png({ progressive: true }).toBuffer()],
  ["large WebP", await open(large).webp().toBuffer()],
  ["large AVIF", await open(large).avif().toBuffer()],
  ["large JPEG TIFF", await open(large).tiff({ compression: "jpeg" }).toBuffer()],
];

/** Cuts that are not refused as what they are, each as the number of bytes that were left. */
async function findAccepted(bytes: Buffer, step: number): Promise<readonly number[]> {
  const accepted: number[] = [];
  for (let length = 0; length < bytes.length; length += step) {
    const code = await inspectPicture(bytes.subarray(0, length), limits).then(
      () => "none",
      (error: unknown) => (error as { code?: string }).code,
    );
    if (code !== "IMAGE_INVALID") {
      accepted.push(length);
    }
  }
  return accepted;
}

describe("a picture that was cut short is refused", () => {
  test.each(everyCut)("%s, at every byte", async (_name, bytes) => {
    await expect(inspectPicture(bytes, limits)).resolves.toBeDefined();
    expect(await findAccepted(bytes, 1)).toEqual([]);
  });

  test.each(someCuts)("%s, at many places", async (_name, bytes) => {
    await expect(inspectPicture(bytes, limits)).resolves.toBeDefined();
    expect(await findAccepted(bytes, Math.ceil(bytes.length / 45))).toEqual([]);
    // The last bytes are where a decoder is most forgiving.
    expect(await findAccepted(bytes.subarray(0, -1), bytes.length - 2)).toEqual([]);
  });
});
