import { inflateSync } from "node:zlib";

/** What one stream, and all of a file, may unfold to, in bytes; what is beyond is not read. */
const mostOfStream = 32 * 1024 * 1024;
const mostOfFile = 128 * 1024 * 1024;
/** Fonts with a table of their own; each reads the whole text in its way. */
const mostFonts = 40;

/**
 * The texts of a PDF as far as they can be had without setting its pages: the file itself, what its streams
 * unfold to, and the words of its pages, read by each font's table of characters. Of an encrypted file, and of
 * scanned pages, there are none.
 * @param bytes a whole PDF
 */
export function readPdfTexts(bytes: Buffer): readonly string[] {
  const file = bytes.toString("latin1");
  const streams = [...unfoldStreams(file)];
  const fonts = streams
    .filter((stream) => stream.includes("begincmap"))
    .slice(0, mostFonts)
    .map(readFont);
  const words = streams
    .filter((stream) => /\bBT\b/.test(stream))
    .flatMap((stream) => {
      const strings = listStrings(stream);
      return [plain, ...fonts].map((decode) => strings.map(decode).join(""));
    });
  return [file, ...streams, ...words].map((text) => text.replaceAll("\0", ""));
}

function* unfoldStreams(file: string): Generator<string> {
  let left = mostOfFile;
  for (const { index, 0: opening } of file.matchAll(/\bstream\r?\n/g)) {
    const start = index + opening.length;
    const end = file.indexOf("endstream", start);
    if (end < 0 || left <= 0) {
      continue;
    }
    const content = file.slice(start, end);
    // Its dictionary stands right before it.
    const dictionary = file.slice(file.lastIndexOf(" obj", index), index);
    if (!/\/Filter\b/.test(dictionary)) {
      yield content;
    }
    // A picture unfolds to pixels.
    if (!/\bFlateDecode\b/.test(dictionary) || /\/Subtype\s*\/Image\b/.test(dictionary)) {
      continue;
    }
    try {
      const maxOutputLength = Math.min(mostOfStream, left);
      const inflated = inflateSync(Buffer.from(content, "latin1"), {
        maxOutputLength,
      });
      left -= inflated.length;
      yield inflated.toString("latin1");
    } catch {
      // A picture, or broken: no text of it can be read.
    }
  }
}

/** A shown string, as its bytes in Latin-1; or what stands between two of them. */
type Shown = { readonly bytes: string } | { readonly gap: string };
type Decode = (shown: Shown) => string;

const plain: Decode = (shown) => ("bytes" in shown ? shown.bytes : shown.gap);

/** So far apart, in thousandths of a letter's size, are words rather than letters. */
const wordGap = 180;

const tokens =
  /\(((?:\\[\s\S]|[^\\()]|\([^()]{0,200}\)){0,1000})\)|<([\dA-Fa-f\s]{0,4000})>|([[\]])|(-?\d{1,6}(?:\.\d{1,6})?)|\b(T[dDm*]|BT|ET)\b/g;

/** The strings that a page shows, in their order. */
function listStrings(stream: string): readonly Shown[] {
  let inArray = false;
  let last = 0;
  return Array.from(
    stream.matchAll(tokens),
    ([, literal, hex, bracket, moved, operator]): Shown => {
      if (literal !== undefined) {
        return { bytes: unescape(literal) };
      }
      if (hex !== undefined) {
        return { bytes: Buffer.from(hex.replaceAll(/\s/g, ""), "hex").toString("latin1") };
      }
      inArray = bracket === undefined ? inArray : bracket === "[";
      if (moved !== undefined) {
        last = Number(moved);
        return { gap: inArray && -last > wordGap ? " " : "" };
      }
      // Along a line, letters are moved to where they look best.
      const isOnLine = /^T[dD]$/.test(operator ?? "") && last === 0;
      return { gap: operator === undefined || isOnLine ? "" : " " };
    },
  );
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function unescape(literal: string): string {
  return literal.replaceAll(/\\(?:([0-7]{1,3})|(\r?\n)|([\s\S]))/g, (_, octal, line, sign) => {
    if (octal !== undefined) {
      return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    }
    return line === undefined ? (escapes[sign] ?? sign) : "";
  });
}

/** Reads strings by the table of a font: which letters its codes stand for. */
function readFont(cmap: string): Decode {
  const letters = new Map<number, string>();
  const width = (/begincodespacerange\s*<([\dA-Fa-f]+)>/.exec(cmap)?.[1]?.length ?? 4) / 2;
  for (const [, block = ""] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code, letter] of block.matchAll(/<([\dA-Fa-f]+)>\s*<([\dA-Fa-f]+)>/g)) {
      letters.set(number(code), toLetters(letter));
    }
  }
  for (const [, block = ""] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, first, list] of block.matchAll(
      /<([\dA-Fa-f]+)>\s*<([\dA-Fa-f]+)>\s*(?:<([\dA-Fa-f]+)>|\[([^\]]*)\])/g,
    )) {
      const listed = list?.match(/[\dA-Fa-f]+/g);
      const last = Math.min(number(to), number(from) + 0xffff);
      for (let code = number(from), at = 0; code <= last; code += 1, at += 1) {
        letters.set(
          code,
          listed ? toLetters(listed[at]) : String.fromCharCode(number(first?.slice(-4)) + at),
        );
      }
    }
  }
  return (shown) => {
    if (!("bytes" in shown)) {
      return shown.gap;
    }
    let text = "";
    for (let at = 0; at + width <= shown.bytes.length; at += width) {
      const code = number(Buffer.from(shown.bytes.slice(at, at + width), "latin1").toString("hex"));
      text += letters.get(code) ?? "";
    }
    return text;
  };
}

function number(hex = ""): number {
  return Number.parseInt(hex, 16);
}

function toLetters(hex = ""): string {
  return (hex.match(/.{4}/g) ?? [])
    .map((unit) => String.fromCharCode(Number.parseInt(unit, 16)))
    .join("");
}
