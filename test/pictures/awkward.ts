import { crc32 } from "node:zlib";
import sharp from "sharp";
import type { Sharp } from "sharp";
import type { ErrorCode } from "../../src/errors.ts";
import { imageFormats } from "../../src/job/types.ts";
import type { ImageFormat } from "../../src/job/types.ts";
import { makeFrames, makeScene, open, storeTurned } from "./scene.ts";
import type { Scene } from "./scene.ts";

/** A file that must become right variants: what is to be seen in them is `shows`. */
export interface AwkwardPicture {
  readonly name: string;
  readonly bytes: Buffer;
  readonly shows: Scene;
  readonly hasAlpha?: boolean;
  readonly pages?: number;
  /** True when only brightness can be right. */
  readonly grey?: boolean;
  /** The most mean difference to accept, in steps of 0–255; by default what codecs cost. */
  readonly tolerance?: number;
  /** Made from it; all formats unless it says otherwise (AVIF takes by far the longest). */
  readonly formats?: readonly ImageFormat[];
}

/** A file that must be refused, with this code and reason. */
export interface NoPicture {
  readonly name: string;
  readonly bytes: Buffer;
  readonly code: ErrorCode;
  readonly reason: RegExp;
}

export const limits = { maxPixels: 4_000_000, maxBytes: 8_000_000 };

/** Stands for whatever must not get out: a place, a camera, a comment. */
export const secretWords = "Rua Secreta 7, Camera XYZ";

const scene = makeScene(144, 96);
const seeThrough = makeScene(144, 96, { alpha: true });

function drawn(): Sharp {
  return open(scene);
}

function drawnGrey(): Sharp {
  return open(scene).greyscale();
}

function text(value: string): Buffer {
  return Buffer.from(value);
}

async function makeTurned(): Promise<AwkwardPicture[]> {
  const turned = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation) =>
    (["jpeg", "png", "webp"] as const).map(async (format) => {
      const stored = open(storeTurned(scene, orientation)).toFormat(format, { quality: 95 });
      const exif = { IFD0: { Make: secretWords } };
      const bytes = await stored.withMetadata({ orientation, exif }).toBuffer();
      return {
        name: `${format}, EXIF orientation ${orientation}`,
        bytes,
        shows: scene,
        formats: ["webp", "jpeg"] as const,
      };
    }),
  );
  return Promise.all(turned);
}

async function makeKinds(): Promise<AwkwardPicture[]> {
  const made: readonly [string, Promise<Buffer>, Partial<AwkwardPicture>?][] = [
    ["progressive JPEG", drawn().jpeg({ progressive: true, quality: 95 }).toBuffer()],
    ["4:4:4 JPEG", drawn().jpeg({ chromaSubsampling: "4:4:4", quality: 95 }).toBuffer()],
    ["grey JPEG", drawnGrey().jpeg({ quality: 95 }).toBuffer(), { grey: true }],
    [
      "CMYK JPEG",
      drawn().toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer(),
      { tolerance: 14 },
    ],
    [
      "CMYK JPEG with profile",
      drawn().withIccProfile("cmyk").jpeg({ quality: 95 }).toBuffer(),
      { tolerance: 14 },
    ],
    ["Display P3 JPEG", drawn().withIccProfile("p3").jpeg({ quality: 95 }).toBuffer()],
    ["Display P3 PNG", drawn().withIccProfile("p3").png().toBuffer()],
    ["Display P3 WebP", drawn().withIccProfile("p3").webp({ quality: 95 }).toBuffer()],
    ["Display P3 AVIF", drawn().withIccProfile("p3").avif({ quality: 80 }).toBuffer()],
    ["16-bit Display P3 PNG", drawn().toColourspace("rgb16").withIccProfile("p3").png().toBuffer()],
    ["16-bit PNG", drawn().toColourspace("rgb16").png().toBuffer()],
    ["16-bit grey PNG", drawnGrey().toColourspace("grey16").png().toBuffer(), { grey: true }],
    ["interlaced PNG", drawn().png({ progressive: true }).toBuffer()],
    ["palette PNG", drawn().png({ palette: true }).toBuffer(), { tolerance: 6 }],
    [
      "4-colour palette PNG",
      drawn().png({ palette: true, colours: 4, dither: 0 }).toBuffer(),
      { tolerance: 40 },
    ],
    ["grey PNG", drawnGrey().png().toBuffer(), { grey: true }],
    [
      "grey PNG with transparency",
      open(seeThrough).greyscale().png().toBuffer(),
      { grey: true, hasAlpha: true, shows: seeThrough },
    ],
    ["transparent PNG", open(seeThrough).png().toBuffer(), { hasAlpha: true, shows: seeThrough }],
    [
      "transparent 16-bit PNG",
      open(seeThrough).toColourspace("rgb16").png().toBuffer(),
      { hasAlpha: true, shows: seeThrough },
    ],
    [
      "transparent palette PNG",
      open(seeThrough).png({ palette: true }).toBuffer(),
      { hasAlpha: true, shows: seeThrough, tolerance: 6 },
    ],
    ["PNG with an opaque alpha channel", drawn().ensureAlpha(1).png().toBuffer()],
    ["lossless WebP", drawn().webp({ lossless: true }).toBuffer()],
    [
      "transparent WebP",
      open(seeThrough).webp({ quality: 95 }).toBuffer(),
      { hasAlpha: true, shows: seeThrough },
    ],
    [
      "transparent AVIF",
      open(seeThrough).avif({ quality: 80 }).toBuffer(),
      { hasAlpha: true, shows: seeThrough },
    ],
    ["AVIF", drawn().avif({ quality: 80 }).toBuffer()],
    ["GIF", drawn().gif().toBuffer(), { tolerance: 6 }],
    ["LZW TIFF", drawn().tiff({ compression: "lzw" }).toBuffer()],
    ["16-bit TIFF", drawn().toColourspace("rgb16").tiff({ compression: "none" }).toBuffer()],
    [
      "CMYK TIFF",
      drawn().toColourspace("cmyk").tiff({ compression: "lzw" }).toBuffer(),
      { tolerance: 14 },
    ],
    ["TIFF with JPEG inside", drawn().tiff({ compression: "jpeg", quality: 95 }).toBuffer()],
  ];
  return Promise.all(
    made.map(async ([name, bytes, rest]) =>
      Object.assign({ name, bytes: await bytes, shows: scene }, rest),
    ),
  );
}

async function makeSizes(): Promise<AwkwardPicture[]> {
  const sizes = [
    [1, 1],
    [2, 1],
    [1, 3],
    [20_000, 9],
    [1, 20_000],
  ] as const;
  return Promise.all(
    sizes.map(async ([width, height], index) => {
      const format = index % 2 === 0 ? "jpeg" : "png";
      const shows = makeScene(width, height);
      const bytes = await open(shows).toFormat(format, { quality: 95 }).toBuffer();
      // Codecs halve the resolution of colour, which leaves none to so few pixels.
      const grey = Math.min(width, height) < 16;
      const formats = format === "jpeg" ? imageFormats : (["webp", "png"] as const);
      return {
        name: `${format} of ${width} × ${height}`,
        bytes,
        shows,
        tolerance: 10,
        grey,
        formats,
      };
    }),
  );
}

async function makeMoving(): Promise<AwkwardPicture[]> {
  const { frames, strip } = makeFrames(144, 96);
  const [shows = scene] = frames;
  const times = { delay: [80, 120, 200], loop: 3 };
  return [
    {
      name: "animated GIF",
      bytes: await strip.clone().gif(times).toBuffer(),
      shows,
      pages: 3,
      tolerance: 8,
      // The encoder leaves out what did not change from frame to frame.
      hasAlpha: false,
    },
    {
      name: "animated WebP",
      bytes: await strip
        .clone()
        .webp({ quality: 95, ...times })
        .toBuffer(),
      shows,
      pages: 3,
    },
  ];
}

async function makeCarriers(): Promise<AwkwardPicture[]> {
  const jpeg = await open(scene)
    .jpeg({ quality: 95 })
    .withExif({
      IFD0: { Make: secretWords, ImageDescription: secretWords },
      IFD3: { GPSLatitudeRef: "S", GPSLatitude: "23/1 33/1 0/1" },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><note>${secretWords}</note></x:xmpmeta>`)
    .toBuffer();
  const comment = Buffer.from(secretWords);
  const commentHead = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  const withComment = Buffer.concat([jpeg.subarray(0, 2), commentHead, comment, jpeg.subarray(2)]);
  const png = await open(scene).png().toBuffer();
  const note = Buffer.concat([Buffer.from("tEXtComment\0"), comment]);
  const afterHeader = 8 + 25;
  return [
    { name: "JPEG with position, camera and comment", bytes: withComment, shows: scene },
    {
      name: "PNG with a text chunk",
      bytes: Buffer.concat([
        png.subarray(0, afterHeader),
        toChunk(note),
        png.subarray(afterHeader),
      ]),
      shows: scene,
    },
    {
      name: "PNG with an archive behind its end",
      bytes: Buffer.concat([png, Buffer.from(`PK\u0003\u0004${secretWords}`)]),
      shows: scene,
    },
    {
      name: "JPEG with zeros behind its end",
      bytes: Buffer.concat([jpeg, Buffer.alloc(100)]),
      shows: scene,
    },
  ];
}

/** A PNG chunk: length, type with data, checksum. */
function toChunk(typeAndData: Buffer): Buffer {
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(typeAndData.length - 4);
  checksum.writeUInt32BE(crc32(typeAndData));
  return Buffer.concat([length, typeAndData, checksum]);
}

/** The same PNG, whose header says another size: what a decompression bomb looks like. */
function claimSize(png: Buffer, width: number, height: number): Buffer {
  const header = Buffer.from(png.subarray(12, 12 + 4 + 13));
  header.writeUInt32BE(width, 4);
  header.writeUInt32BE(height, 8);
  return Buffer.concat([png.subarray(0, 8), toChunk(header), png.subarray(8 + 25)]);
}

/** The same JPEG, whose frame header says another size. */
function claimJpegSize(jpeg: Buffer, width: number, height: number): Buffer {
  const claimed = Buffer.from(jpeg);
  const frame = claimed.indexOf(Buffer.from([0xff, 0xc0]));
  claimed.writeUInt16BE(height, frame + 5);
  claimed.writeUInt16BE(width, frame + 7);
  return claimed;
}

/** A byte in the middle of the file, where the pixels are, changed to its opposite. */
function flipMiddle(bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes);
  const middle = bytes.length >> 1;
  flipped[middle] = 255 - (flipped[middle] ?? 0);
  return flipped;
}

function countTo(length: number, seed: number): Buffer {
  let state = seed;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 24;
    }),
  );
}

/** Every picture that must come out right; at least 40 with {@link makeNoPictures}. */
export async function makeAwkwardPictures(): Promise<readonly AwkwardPicture[]> {
  const parts = [makeTurned(), makeKinds(), makeSizes(), makeMoving(), makeCarriers()];
  return (await Promise.all(parts)).flat();
}

function makeBlank(width: number, height: number): Scene {
  return { data: Buffer.alloc(width * height * 3), width, height, channels: 3 };
}

/** Every file that must be refused. */
export async function makeNoPictures(): Promise<readonly NoPicture[]> {
  const png = await open(scene).png().toBuffer();
  const jpeg = await open(scene).jpeg().toBuffer();
  const big = await open(makeBlank(3000, 1500)).png({ compressionLevel: 1 }).toBuffer();
  const pages = makeBlank(1200, 3600);
  for (const page of [0, 1, 2]) {
    pages.data.fill(80 * page, page * 1200 * 1200 * 3);
  }
  const raw = { width: 1200, height: 3600, channels: 3, pageHeight: 1200 } as const;
  const many = await sharp(pages.data, { raw }).gif({ effort: 1 }).toBuffer();
  const script = "<script>fetch('https://example.com/')</script>";
  const invalid: readonly [string, Buffer, RegExp][] = [
    ["nothing", Buffer.alloc(0), /empty/u],
    ["one byte", Buffer.from([0x89]), /not a known kind/u],
    ["random bytes", countTo(5000, 1), /not a known kind/u],
    ["zeros", Buffer.alloc(5000), /not a known kind/u],
    ["SVG with a script", text(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`), /SVG/u],
    [
      "SVG behind a prolog",
      text(
        `\uFEFF<?xml version="1.0"?>\n<!-- drawn -->\n<!DOCTYPE svg>\n<svg><image href="file:///"/></svg>`,
      ),
      /SVG/u,
    ],
    ["SVG in UTF-16", Buffer.from("\uFEFF<svg><rect/></svg>", "utf16le"), /SVG/u],
    ["compressed SVG", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), /gzip archive/u],
    [
      "HTML page",
      text("\n<!DOCTYPE html><html><body>404</body></html>"),
      /HTML page, not a picture/u,
    ],
    ["HTML in Latin-1", Buffer.from("<html><p>n\u00E3o achado", "latin1"), /HTML page/u],
    ["XML", text(`<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>`), /XML/u],
    ["JSON", text(`{"error":{"message":"expired"}}`), /JSON/u],
    ["plain text", text("Não encontrado\n"), /plain text/u],
    ["ZIP", text("PK\u0003\u0004\u0014\0\0\0"), /ZIP archive/u],
    ["tar", Buffer.concat([text("a.png"), Buffer.alloc(252), text("ustar\0")]), /tar archive/u],
    ["PDF", text("%PDF-1.7\n%\u00E2"), /PDF/u],
    ["BMP", text("BM\u001A\0\0\0\0\0"), /BMP/u],
    ["icon", Buffer.from([0, 0, 1, 0, 1, 0, 16, 16]), /ICO/u],
    ["HEIC", text("\0\0\0\u0018ftypheic\0\0\0\0mif1heic"), /HEIC/u],
    ["MP4", text("\0\0\0\u0018ftypisom\0\0\0\0isommp42"), /video/u],
    ["AVI", text("RIFF\u0010\0\0\0AVI LIST"), /video/u],
    ["PNG signature alone", png.subarray(0, 8), /PNG .* decoded/u],
    ["JPEG signature alone", Buffer.from([0xff, 0xd8, 0xff, 0xe0]), /JPEG .* decoded/u],
    ["PNG with a flipped byte", flipMiddle(png), /PNG .* decoded/u],
    ["PNG with fewer rows than it says", claimSize(png, 144, 500), /PNG .* decoded/u],
    ["JPEG with fewer rows than it says", claimJpegSize(jpeg, 144, 500), /JPEG .* decoded/u],
    ["PNG of no width", claimSize(png, 0, 96), /PNG .* decoded/u],
  ];
  const tooLarge: readonly [string, Buffer, RegExp][] = [
    ["too many pixels", big, /3000 × 1500 pixels, 4,500,000 in all; the limit is 4,000,000/u],
    ["too many frames", many, /1200 × 1200 pixels in 3 frames/u],
    ["PNG bomb", claimSize(png, 200_000, 200_000), /200000 × 200000/u],
    ["JPEG bomb", claimJpegSize(jpeg, 65_500, 65_500), /65500 × 65500/u],
    [
      "too many bytes",
      Buffer.concat([png, Buffer.alloc(8_000_000)]),
      /bytes; the limit is 8,000,000/u,
    ],
  ];
  return [
    ...invalid.map(([name, bytes, reason]) => ({
      name,
      bytes,
      code: "IMAGE_INVALID" as const,
      reason,
    })),
    ...tooLarge.map(([name, bytes, reason]) => ({
      name,
      bytes,
      code: "IMAGE_TOO_LARGE" as const,
      reason,
    })),
  ];
}
