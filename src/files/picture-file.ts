import { readFileSync, statSync } from "node:fs";
import { codeOf } from "../errors.ts";
import { hashBytes } from "./hash.ts";
import { type PictureFormat, sniff } from "./sniff.ts";

/** A picture of the author's own, as it was when the job was read. */
export interface PictureFile {
  /** Relative to the job's folder, with forward slashes. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** By its first bytes. A drawing becomes a PNG before anything is done with it. */
  readonly format: PictureFormat | "svg";
}

/** Why a file cannot be used, in words that follow its name. */
export interface UnfitFile {
  readonly message: string;
  readonly hint?: string | undefined;
}

const grouped = new Intl.NumberFormat("en");

/**
 * Reads what a job has to know of a picture before anything is made of it. Whether all of it can be
 * decoded is seen when it is used.
 * @param path absolute
 */
export function readPictureFile(
  path: string,
  name: string,
  maxBytes: number,
): PictureFile | UnfitFile {
  try {
    const { size } = statSync(path);
    if (size > maxBytes) {
      const message = `has ${grouped.format(size)} bytes; the limit is ${grouped.format(maxBytes)}.`;
      return { message, hint: "Use a smaller picture." };
    }
    const bytes = readFileSync(path);
    const sniffed = sniff(bytes);
    const format =
      "format" in sniffed ? sniffed.format : sniffed.holds === "drawing" ? "svg" : undefined;
    if (format !== undefined) {
      return { name, sha256: hashBytes(bytes), bytes: bytes.byteLength, format };
    }
    const { refusal = "", hint = "Name a picture: PNG, JPEG, WebP, AVIF, GIF, TIFF or SVG." } =
      "refusal" in sniffed ? sniffed : {};
    return { message: `is ${refusal}.`, hint };
  } catch (error) {
    const message = `cannot be read (${codeOf(error) ?? "unknown error"}).`;
    return { message, hint: "Check its permissions." };
  }
}
