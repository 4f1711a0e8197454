import { isAlphaLimited } from "./avif-alpha.ts";
import type { PictureFormat } from "../../files/sniff.ts";

/** What of a picture the decoder passes over in silence, by the name under which it is recorded. */
export const losses = {
  frames: "it is an animation of a kind that is not read: only its first frame is published",
  gamma: "its colours are stored with a gamma of their own, which is not applied",
  hdr: "it is in high dynamic range (PQ or HLG), which is not converted: its colours will be wrong",
  gain_map:
    "it has a gain map, for screens of high dynamic range, which is left out: it is published as other screens show it",
  alpha_range:
    "its transparency is stored in a limited range, which is not widened: what is clear or opaque comes out a little less so",
  pages: "it has further pages: only the first is published",
} as const;
export type Loss = keyof typeof losses;

/** The gamma of sRGB, as PNG writes it; what is as close as this looks alike. */
const usualGamma = 45_455;
const closeGamma = 1000;
/** PQ and HLG, by the numbers of ITU-T H.273. */
const hdrTransfers: ReadonlySet<number> = new Set([16, 18]);

/** Reads it from the bytes of a whole picture. */
export function findLosses(format: PictureFormat, bytes: Buffer): readonly Loss[] {
  switch (format) {
    case "png":
      return readPng(bytes);
    case "avif":
      return readAvif(bytes);
    case "jpeg":
      return readJpeg(bytes);
    case "tiff":
      return readTiff(bytes);
    case "gif":
    case "webp":
      return [];
  }
}

function readPng(bytes: Buffer): readonly Loss[] {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (type === "IDAT" || type === "IEND") {
      break;
    }
    chunks.set(type, bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const found: Loss[] = [];
  const [control, gamma, code] = ["acTL", "gAMA", "cICP"].map((type) => chunks.get(type));
  if (control !== undefined && control.length >= 4 && control.readUInt32BE(0) > 1) {
    found.push("frames");
  }
  const isProfiled = ["sRGB", "iCCP", "cICP"].some((type) => chunks.has(type));
  if (gamma?.length === 4 && !isProfiled) {
    const isUsual = Math.abs(gamma.readUInt32BE(0) - usualGamma) <= closeGamma;
    found.push(...(isUsual ? [] : ["gamma" as const]));
  }
  if (hdrTransfers.has(code?.[1] ?? 0)) {
    found.push("hdr");
  }
  return found;
}

function readAvif(bytes: Buffer): readonly Loss[] {
  const brands = bytes.toString("latin1", 8, Math.min(bytes.readUInt32BE(0), 256));
  const colour = bytes.indexOf("colrnclx", 0, "latin1");
  const transfer = colour < 0 || colour + 12 > bytes.length ? 0 : bytes.readUInt16BE(colour + 10);
  return [
    ...(brands.includes("avis") ? ["frames" as const] : []),
    ...(hdrTransfers.has(transfer) ? ["hdr" as const] : []),
    ...(brands.includes("tmap") ? ["gain_map" as const] : []),
    ...(isAlphaLimited(bytes) ? ["alpha_range" as const] : []),
  ];
}

/** How the picture's segments of metadata name a gain map: Adobe and Google, ISO 21496-1, Apple. */
const gainMapNames = [
  "http://ns.adobe.com/hdr-gain-map/1.0/",
  "urn:iso:std:iso:ts:21496:-1",
  "urn:com:apple:photo:2020:aux:hdrgainmap",
];

function readJpeg(bytes: Buffer): readonly Loss[] {
  // Segments, up to the pixels: a marker, then a length that counts itself.
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (marker === 0xda) {
      break;
    }
    if (marker >= 0xe1 && marker <= 0xef) {
      const text = bytes.toString("latin1", at + 4, end);
      if (gainMapNames.some((name) => text.includes(name))) {
        return ["gain_map"];
      }
    }
    at = end;
  }
  return [];
}

const subfileTypeTag = 254;
const entryBytes = 12;
/** Directories that point at one another would be followed for ever. */
const mostDirectories = 1000;

/** A directory that is no smaller copy and no mask of another is a page. */
function readTiff(bytes: Buffer): readonly Loss[] {
  const isLittle = bytes.toString("latin1", 0, 2) === "II";
  const read16 = (at: number): number =>
    isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  const read32 = (at: number): number =>
    isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  let pages = 0;
  let at = bytes.length >= 8 && read16(2) === 42 ? read32(4) : 0;
  for (let count = 0; at > 0 && at + 2 <= bytes.length && count < mostDirectories; count += 1) {
    const end = at + 2 + read16(at) * entryBytes;
    if (end + 4 > bytes.length) {
      break;
    }
    let type = 0;
    for (let entry = at + 2; entry < end; entry += entryBytes) {
      type = read16(entry) === subfileTypeTag ? read32(entry + 8) : type;
    }
    pages += (type & 0b101) === 0 ? 1 : 0;
    at = read32(end);
  }
  return pages > 1 ? ["pages"] : [];
}
