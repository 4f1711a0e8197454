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

/** The start of a JPEG with a segment of metadata. */
function jpeg(text: string): Buffer {
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 2 + text.length]);
  return Buffer.concat([head, Buffer.from(text, "latin1"), Buffer.from([0xff, 0xda, 0, 2])]);
}

/** The directories of a TIFF with their kinds; `again` leads back to the first. */
function tiff(...kinds: readonly (number | "again")[]): Buffer {
  const directory = 2 + 12 + 4;
  const bytes = Buffer.alloc(8 + kinds.length * directory);
  bytes.write("II*\0", "latin1");
  bytes.writeUInt32LE(8, 4);
  for (const [index, kind] of kinds.entries()) {
    const at = 8 + index * directory;
    bytes.writeUInt16LE(1, at);
    bytes.writeUInt16LE(254, at + 2);
    bytes.writeUInt32LE(kind === "again" ? 0 : kind, at + 10);
    const isLast = index === kinds.length - 1;
    bytes.writeUInt32LE(kind === "again" ? 8 : isLast ? 0 : at + directory, at + 14);
  }
  return bytes;
}

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.reduce((sum, { length }) => sum + length, 0));
  head.write(type, 4, "latin1");
  return Buffer.concat([head, ...content]);
}

/** What an AVIF says of its two items: colours in a limited range, and alpha. */
function alphaAvif(alphaRange: number): Buffer {
  const colour = (range: number) =>
    box("colr", Buffer.from(`nclx\0\u0001\0\u000d\0\u0006`, "latin1"), Buffer.from([range]));
  const name = Buffer.from("\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", "latin1");
  const properties = box("ipco", colour(0), box("auxC", name), colour(alphaRange));
  const uses = Buffer.from([0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 1, 1, 0, 2, 2, 2, 3]);
  const meta = box("meta", Buffer.alloc(4), box("iprp", properties, box("ipma", uses)));
  return Buffer.concat([box("ftyp", Buffer.from("avif\0\0\0\0mif1", "latin1")), meta]);
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

  test.each([
    ["a JPEG with a gain map", jpeg("http://ns.adobe.com/hdr-gain-map/1.0/"), ["gain_map"]],
    ["an ordinary JPEG", jpeg("http://ns.adobe.com/xap/1.0/"), []],
  ])("%s", (_name, bytes, lost) => {
    expect(findLosses("jpeg", bytes)).toEqual(lost);
  });

  test.each([
    ["a TIFF of two pages", tiff(0, 0), ["pages"]],
    ["a TIFF with a small copy and a mask", tiff(0, 1, 4), []],
    ["a TIFF whose directories go in a circle", tiff(0, "again"), ["pages"]],
  ])("%s", (_name, bytes, lost) => {
    expect(findLosses("tiff", bytes)).toEqual(lost);
  });

  test.each([
    ["an AVIF whose alpha is in a limited range", alphaAvif(0), ["alpha_range"]],
    ["an AVIF whose alpha is in the full range", alphaAvif(0x80), []],
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
