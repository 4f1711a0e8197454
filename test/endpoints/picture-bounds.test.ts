import { expect, test } from "vitest";
import { boundPictureReply, picturesPerRequest } from "../../src/endpoints/picture-bounds.ts";
import { makeImage, makeProvider } from "../support/job-parts.ts";

const mebibyte = 1024 * 1024;
const provider = makeProvider();

function makeBlock(maxBytes: number, size?: string) {
  const { image, variants, ...block } = makeImage("a", "A house");
  return {
    ...block,
    image: { ...image, ...(size !== undefined && { size }) },
    variants: { ...variants, maxBytes },
  };
}

test.each([
  [undefined, 10],
  ["auto", 10],
  ["1024x1024", 10],
  ["1536x1024", 10],
  ["2048x2048", 5],
  ["3840x2160", 2],
])("pictures of the size %s are asked for by %i", (size, expected) => {
  const block = makeBlock(50 * mebibyte, size);
  const n = picturesPerRequest(block, provider);
  expect(n).toBe(expected);
  expect(boundPictureReply(block, n)).toBeLessThanOrEqual(130 * mebibyte);
  // Even unpacked, in the base64 of a reply, all of them fit.
  const [width = 0, height = 0] = (size ?? "").split("x").map(Number);
  expect(boundPictureReply(block, n)).toBeGreaterThan((n * (width || 0) * (height || 0) * 16) / 3);
});

test("a reply is bounded by how many pictures it may hold, and by what one may be", () => {
  expect(boundPictureReply(makeBlock(3 * mebibyte), 1)).toBe(5 * mebibyte);
  expect(boundPictureReply(makeBlock(3 * mebibyte), 10)).toBe(41 * mebibyte);
  // One alone may be as large as a download.
  expect(boundPictureReply(makeBlock(48 * mebibyte), 1)).toBe(65 * mebibyte);
  expect(boundPictureReply(makeBlock(48 * mebibyte), 2)).toBe(65 * mebibyte);
});
