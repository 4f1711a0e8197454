import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { codeOf } from "../errors.ts";
import { hashBytes } from "./hash.ts";
import type { UnfitFile } from "./picture-file.ts";
import { type PictureFormat, sniff } from "./sniff.ts";

/** A file that goes along with a question, as it was when the job was read. */
export interface AttachedFile {
  /** Relative to the job's folder, with forward slashes. */
  readonly name: string;
  /** Of its bytes; of a text, with the line ends of Unix: git may check it out with others. */
  readonly sha256: string;
  readonly bytes: number;
  readonly kind: "picture" | "pdf" | "text";
  readonly format: PictureFormat | "pdf" | "text";
}

/** What a file's name says that it is; any other name is that of a text. */
const named: Readonly<Record<string, PictureFormat | "pdf">> = {
  ".png": "png",
  ".jpg": "jpeg",
  ".jpeg": "jpeg",
  ".webp": "webp",
  ".gif": "gif",
  ".pdf": "pdf",
};

const accepted = "Attach PNG, JPEG, WebP, GIF, PDF, Markdown or plain text.";
const grouped = new Intl.NumberFormat("en");

/**
 * Reads a file that is to go along with a question.
 * @param path absolute
 * @param maxBytes of what is no text, and of a text
 */
export function readAttachedFile(
  path: string,
  name: string,
  maxBytes: { readonly file: number; readonly text: number },
): AttachedFile | UnfitFile {
  try {
    const { size } = statSync(path);
    const format = named[extname(name).toLowerCase()] ?? "text";
    const most = format === "text" ? maxBytes.text : maxBytes.file;
    if (size > most) {
      const message = `has ${grouped.format(size)} bytes; the limit is ${grouped.format(most)}.`;
      return { message, hint: "Attach a smaller file, or a part of it." };
    }
    const bytes = readFileSync(path);
    const text = format === "text" ? decodeText(bytes) : undefined;
    if (size === 0 || text?.trim() === "") {
      return { message: "is empty.", hint: "Write something into it, or take it out." };
    }
    if (text !== undefined) {
      const sha256 = hashBytes(text);
      return { name, sha256, bytes: Buffer.byteLength(text), kind: "text", format: "text" };
    }
    const found = formatOf(bytes);
    if (format === "text" || found !== format) {
      return explain(found, format, bytes);
    }
    const kind = format === "pdf" ? "pdf" : "picture";
    return { name, sha256: hashBytes(bytes), bytes: size, kind, format };
  } catch (error) {
    const message = `cannot be read (${codeOf(error) ?? "unknown error"}).`;
    return { message, hint: "Check its permissions." };
  }
}

/**
 * A text as it is sent: without a byte order mark, with the line ends of Unix. Undefined for what is
 * none.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("\r\n", "\n");
    return /(?![\t\n\v\f\r])\p{Cc}/u.test(text) || text.startsWith("%PDF-") ? undefined : text;
  } catch {
    return undefined;
  }
}

function formatOf(bytes: Uint8Array): PictureFormat | "pdf" | undefined {
  const sniffed = sniff(bytes);
  if ("format" in sniffed) {
    return sniffed.format;
  }
  return Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-" ? "pdf" : undefined;
}

/** What a file is instead of what its name says. */
function explain(
  found: PictureFormat | "pdf" | undefined,
  expected: AttachedFile["format"],
  bytes: Uint8Array,
): UnfitFile {
  const isKnown = found !== undefined && Object.values(named).includes(found);
  const wanted = expected === "text" ? "a text in UTF-8" : article(expected);
  if (isKnown) {
    const message = `is ${article(found)}, not ${wanted}.`;
    return { message, hint: "Give it a name that ends as what it is." };
  }
  const sniffed = sniff(bytes);
  const isOther =
    "refusal" in sniffed && !/^(?:plain text|empty)|not a known/.test(sniffed.refusal);
  const what =
    found !== undefined
      ? article(found)
      : isOther
        ? sniffed.refusal.replace(/,? (?:not a picture|which is not read)$/, "")
        : undefined;
  const message = what === undefined ? `is not ${wanted}.` : `is ${what}, not ${wanted}.`;
  return { message, hint: accepted };
}

function article(format: PictureFormat | "pdf"): string {
  return format === "pdf" ? "a PDF" : `${format === "avif" ? "an" : "a"} ${format.toUpperCase()}`;
}
