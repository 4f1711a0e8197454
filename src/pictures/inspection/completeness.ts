import type { PictureFormat } from "../../files/sniff.ts";

/*
 * Decoders accept a file that ends early if no pixel is lost, and show an animation's first frames as
 * if they were all. These walks read only lengths, and detect such a cut.
 */

const pngSignatureBytes = 8;
/** Length, type and checksum of a chunk. */
const pngFrameBytes = 12;

function isPngWhole(bytes: Buffer): boolean {
  let at = pngSignatureBytes;
  while (at + pngFrameBytes <= bytes.length) {
    const end = at + pngFrameBytes + bytes.readUInt32BE(at);
    if (bytes.toString("latin1", at + 4, at + 8) === "IEND") {
      return end <= bytes.length;
    }
    at = end;
  }
  return false;
}

/** The size of a GIF's colour table in bytes, from the flags that announce it. */
function readColourTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Where the data after a chain of GIF sub-blocks begins; past the end when it is cut. */
function skipSubBlocks(bytes: Buffer, from: number): number {
  let at = from;
  let size = bytes[at];
  while (size !== undefined && size !== 0) {
    at += size + 1;
    size = bytes[at];
  }
  return at + 1;
}

function isGifWhole(bytes: Buffer): boolean {
  let at = 13 + readColourTableBytes(bytes[10] ?? 0);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) {
      return true;
    }
    if (kind === 0x21) {
      at = skipSubBlocks(bytes, at + 2);
    } else if (kind === 0x2c) {
      at = skipSubBlocks(bytes, at + 11 + readColourTableBytes(bytes[at + 9] ?? 0));
    } else {
      return false;
    }
  }
  return false;
}

function isRiffWhole(bytes: Buffer): boolean {
  return bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length;
}

/** Top-level boxes of an ISO media file: each must lie inside the file. */
function areBoxesWhole(bytes: Buffer): boolean {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    if (size === 0) {
      return true;
    }
    if (size === 1) {
      if (at + 16 > bytes.length) {
        return false;
      }
      const large = Number(bytes.readBigUInt64BE(at + 8));
      if (large < 16) {
        return false;
      }
      at += large;
    } else {
      if (size < 8) {
        return false;
      }
      at += size;
    }
  }
  return at === bytes.length;
}

/** JPEG and TIFF are not walked: their decoders report every cut. */
const walks: Readonly<Partial<Record<PictureFormat, (bytes: Buffer) => boolean>>> = {
  png: isPngWhole,
  gif: isGifWhole,
  webp: isRiffWhole,
  avif: areBoxesWhole,
};

/**
 * Says whether a file goes on to its own end mark, as far as its structure tells.
 * True proves nothing about the pixels (decode them for that); false means that it was cut short.
 */
export function isStructureWhole(format: PictureFormat, bytes: Buffer): boolean {
  return walks[format]?.(bytes) ?? true;
}
