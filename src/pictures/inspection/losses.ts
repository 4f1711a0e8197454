import type { PictureFormat } from "../../files/sniff.ts";

/** What of a picture the decoder passes over in silence, by the name under which it is recorded. */
export const losses = {
  frames: "it is an animation of a kind that is not read: only its first frame is published",
  gamma: "its colours are stored with a gamma of their own, which is not applied",
  hdr: "it is in high dynamic range (PQ or HLG), which is not converted: its colours will be wrong",
} as const;
export type Loss = keyof typeof losses;

/** The gamma of sRGB, as PNG writes it; what is as close as this looks alike. */
const usualGamma = 45_455;
const closeGamma = 1000;
/** PQ and HLG, by the numbers of ITU-T H.273. */
const hdrTransfers: ReadonlySet<number> = new Set([16, 18]);

/** Reads it from the bytes of a whole picture. */
export function findLosses(format: PictureFormat, bytes: Buffer): readonly Loss[] {
  if (format === "png") {
    return readPng(bytes);
  }
  return format === "avif" ? readAvif(bytes) : [];
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
  ];
}
