import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { inspectPicture } from "../../../src/pictures/inspection/inspect.ts";
import { findLosses } from "../../../src/pictures/inspection/losses.ts";
import { limits } from "../awkward.ts";
import { makeScene, open } from "../scene.ts";

const png = await open(makeScene(24, 16)).png().toBuffer();
const headerEnd = 8 + 25;

/** The same PNG with chunks behind its header. */
function withChunks(...chunks: readonly (readonly [type: string, data: Buffer])[]): Buffer {
  const written = chunks.map(([type, data]) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  });
  return Buffer.concat([png.subarray(0, headerEnd), ...written, png.subarray(headerEnd)]);
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) {
    bytes.writeUInt32BE(value, index * 4);
  }
  return bytes;
}

/** A colour box of an AVIF, with its transfer characteristics. */
function avif(brand: string, transfer: number): Buffer {
  const type = Buffer.from(`\0\0\0\u0014ftyp${brand}\0\0\0\0mif1`, "latin1");
  const colour = Buffer.from(
    `\0\0\0\u0013colrnclx\0\u0009\0${String.fromCharCode(transfer)}\0\u0009\u0080`,
    "latin1",
  );
  return Buffer.concat([type, colour]);
}

describe("what of a picture is not published is found", () => {
  test.each([
    ["an animated PNG", withChunks(["acTL", numbers(3, 0)]), ["frames"]],
    ["a PNG of one frame", withChunks(["acTL", numbers(1, 0)]), []],
    ["a linear PNG", withChunks(["gAMA", numbers(100_000)]), ["gamma"]],
    ["a PNG with the gamma of sRGB", withChunks(["gAMA", numbers(45_455)]), []],
    [
      "a gamma beside sRGB's own mark",
      withChunks(["gAMA", numbers(100_000)], ["sRGB", Buffer.from([0])]),
      [],
    ],
    ["a PNG in PQ", withChunks(["cICP", Buffer.from([9, 16, 0, 1])]), ["hdr"]],
    ["a PNG in HLG", withChunks(["cICP", Buffer.from([9, 18, 0, 1])]), ["hdr"]],
    ["a PNG in sRGB", withChunks(["cICP", Buffer.from([1, 13, 0, 1])]), []],
    ["an ordinary PNG", png, []],
  ])("%s", async (_name, bytes, lost) => {
    expect((await inspectPicture(bytes, limits)).lost).toEqual(lost);
  });

  test.each([
    ["an AVIF in PQ", avif("avif", 16), ["hdr"]],
    ["an AVIF in sRGB", avif("avif", 13), []],
    ["an AVIF sequence", avif("avis", 13), ["frames"]],
  ])("%s", (_name, bytes, lost) => {
    expect(findLosses("avif", bytes)).toEqual(lost);
  });

  test("in a header that lies about its lengths nothing is read beyond the end", () => {
    const lying = withChunks(["gAMA", numbers(100_000)]);
    lying.writeUInt32BE(0xff_ff_ff_ff, headerEnd);
    expect(() => findLosses("png", lying)).not.toThrow();
    expect(findLosses("avif", Buffer.from("\0\0\0\0ftypcolrnclx"))).toEqual([]);
  });
});
