/** The kinds of picture that are read; everything else is refused by name. */
export type PictureFormat = "png" | "jpeg" | "webp" | "gif" | "avif" | "tiff";

/** What the first bytes say: a picture that is read, or what it is instead. */
export type Sniffed =
  | { readonly format: PictureFormat }
  | {
      readonly refusal: string;
      readonly hint?: string;
      /** A picture of a kind that is not read, or a document that holds one: no damage makes these. */
      readonly holds?: "drawing" | "picture";
    };

interface Signature {
  readonly starts: string;
  /** Where the signature stands, in bytes. */
  readonly at?: number;
  readonly is: Sniffed;
}

const saveAs = "Save it as PNG, JPEG or WebP.";
const unpack = "Unpack it and use the picture inside.";

/** A file that somebody made as a picture, in a format that no decoder here knows. */
function unread(what: string): Sniffed {
  return { refusal: `${what}, which is not read`, hint: saveAs, holds: "picture" };
}

/** Signatures in Latin-1, the most telling first. */
const signatures: readonly Signature[] = [
  { starts: "\x89PNG\r\n\x1a\n", is: { format: "png" } },
  { starts: "\xff\xd8\xff", is: { format: "jpeg" } },
  { starts: "GIF87a", is: { format: "gif" } },
  { starts: "GIF89a", is: { format: "gif" } },
  { starts: "II*\0", is: { format: "tiff" } },
  { starts: "MM\0*", is: { format: "tiff" } },
  { starts: "II+\0", is: { format: "tiff" } },
  { starts: "MM\0+", is: { format: "tiff" } },
  {
    starts: "%PDF-",
    is: { refusal: "a PDF document, not a picture", hint: saveAs, holds: "picture" },
  },
  {
    starts: "%!PS",
    is: { refusal: "a PostScript document, not a picture", hint: saveAs, holds: "picture" },
  },
  {
    starts: "PK\x03\x04",
    is: { refusal: "a ZIP archive, not a picture", hint: unpack, holds: "picture" },
  },
  { starts: "PK\x05\x06", is: { refusal: "an empty ZIP archive, not a picture" } },
  { starts: "\x1f\x8b", is: { refusal: "a gzip archive, not a picture", hint: unpack } },
  { starts: "7z\xbc\xaf\x27\x1c", is: { refusal: "a 7-Zip archive, not a picture", hint: unpack } },
  { starts: "Rar!\x1a\x07", is: { refusal: "a RAR archive, not a picture", hint: unpack } },
  { starts: "\xfd7zXZ\0", is: { refusal: "an XZ archive, not a picture", hint: unpack } },
  { starts: "BZh", is: { refusal: "a bzip2 archive, not a picture", hint: unpack } },
  {
    starts: "\x28\xb5\x2f\xfd",
    is: { refusal: "a Zstandard archive, not a picture", hint: unpack },
  },
  { starts: "ustar", at: 257, is: { refusal: "a tar archive, not a picture", hint: unpack } },
  { starts: "BM", is: unread("a BMP picture") },
  { starts: "\0\0\x01\0", is: unread("an icon (ICO)") },
  { starts: "8BPS", is: unread("a Photoshop document") },
  { starts: "gimp xcf ", is: unread("a GIMP picture (XCF)") },
  { starts: "\xff\x0a", is: unread("a JPEG XL picture") },
  { starts: "\0\0\0\x0cJXL ", is: unread("a JPEG XL picture") },
  { starts: "\0\0\0\x0cjP  ", is: unread("a JPEG 2000 picture") },
  { starts: "\xff\x4f\xff\x51", is: unread("a JPEG 2000 picture") },
  { starts: "II\xbc\x01", is: unread("a JPEG XR picture") },
  { starts: "v/1\x01", is: unread("an OpenEXR picture") },
  { starts: "#?RADIANCE", is: unread("a Radiance HDR picture") },
  { starts: "#?RGBE", is: unread("a Radiance HDR picture") },
  { starts: "DDS ", is: unread("a DDS picture") },
  { starts: "qoif", is: unread("a QOI picture") },
  { starts: "FLIF", is: unread("a FLIF picture") },
  { starts: "BPG\xfb", is: unread("a BPG picture") },
  { starts: "FUJIFILMCCD-RAW", is: unread("a raw picture of a camera") },
  { starts: "IIRO", is: unread("a raw picture of a camera") },
  { starts: "IIU\0", is: unread("a raw picture of a camera") },
  {
    starts: "version https://git-lfs.github.com/spec/",
    is: {
      refusal: "a pointer of Git LFS, not the picture itself",
      hint: "Fetch the file: git lfs pull.",
      holds: "picture",
    },
  },
  { starts: "\x1aE\xdf\xa3", is: { refusal: "a video, not a picture" } },
  { starts: "OggS", is: { refusal: "an Ogg recording, not a picture" } },
  { starts: "ID3", is: { refusal: "a sound recording, not a picture" } },
  { starts: "\x7fELF", is: { refusal: "a program, not a picture" } },
  { starts: "MZ", is: { refusal: "a program, not a picture" } },
];

const enoughBytes = 4096;

/** The brands of an ISO media file's `ftyp` box, the major one first; none when it has no such box. */
function readBrands(head: string): readonly string[] {
  if (head.slice(4, 8) !== "ftyp") {
    return [];
  }
  const boxBytes = Buffer.from(head.slice(0, 4), "latin1").readUInt32BE();
  const minor = head.slice(16, Math.min(boxBytes, 256));
  return [head.slice(8, 12), ...(minor.match(/[^]{4}/gu) ?? [])];
}

function sniffIsoMedia(brands: readonly string[]): Sniffed {
  if (brands.some((brand) => brand === "avif" || brand === "avis")) {
    return { format: "avif" };
  }
  if (brands.some((brand) => /^(?:hei|hev|mif|msf|miaf|avci|avcs|jpeg|vvic)/u.test(brand))) {
    return unread("a HEIC picture");
  }
  if (brands.includes("crx ")) {
    return unread("a raw picture of a camera");
  }
  return { refusal: "a video, not a picture" };
}

function sniffRiff(kind: string): Sniffed {
  if (kind === "WEBP") {
    return { format: "webp" };
  }
  return { refusal: "a sound or video recording, not a picture" };
}

/** Text, without what may stand before its first element: a byte order mark, comments, a prolog. */
function sniffText(text: string): Sniffed | undefined {
  const body = text.replace(/^\uFEFF?(?:\s+|<\?[^]*?\?>|<!--[^]*?-->)*/u, "");
  if (/^(?:<!doctype\s+svg|<(?:\w+:)?svg[\s>/])/iu.test(body)) {
    return {
      refusal: "an SVG drawing (SVG can hold scripts and links), which is not accepted",
      hint: "Export it as PNG or WebP.",
      holds: "drawing",
    };
  }
  // Netpbm: P1 to P7, then the size; P7 names it.
  if (/^P(?:[1-6]\s+(?:#.*\s+)*\d+\s+\d+|7\nWIDTH|[fF]\n\d+ \d+)/u.test(body)) {
    return unread("a Netpbm picture");
  }
  if (/^(?:<!doctype\s+html|<(?:html|head|body|script|title|meta)[\s>/])/iu.test(body)) {
    return {
      refusal: "an HTML page, not a picture",
      hint: "The link probably leads to an error page or a login.",
    };
  }
  if (/(?![\t\n\v\f\r])\p{Cc}|\uFFFD/u.test(text)) {
    return undefined;
  }
  if (/^<[a-z_!?]/iu.test(body)) {
    return { refusal: "an XML document, not a picture" };
  }
  if (/^[[{]/u.test(body)) {
    return { refusal: "JSON, not a picture" };
  }
  return { refusal: "plain text, not a picture" };
}

/** Decodes what may be text; a character that the end cuts through is left out. */
function decodeText(start: Buffer): string {
  const mark = start.toString("latin1", 0, 2);
  const encoding = mark === "\xff\xfe" ? "utf-16le" : mark === "\xfe\xff" ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(start, { stream: true });
}

/**
 * Detects the format from the first bytes; file names and declared types are not trusted.
 * @param bytes the whole file, or at least its first 4 KiB.
 */
export function sniff(bytes: Uint8Array): Sniffed {
  if (bytes.length === 0) {
    return { refusal: "empty" };
  }
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, enoughBytes));
  const head = start.toString("latin1");
  const brands = readBrands(head);
  if (brands.length > 0) {
    return sniffIsoMedia(brands);
  }
  if (head.startsWith("RIFF")) {
    return sniffRiff(head.slice(8, 12));
  }
  const found = signatures.find(({ starts, at = 0 }) => head.startsWith(starts, at));
  return found?.is ?? sniffText(decodeText(start)) ?? { refusal: "not a known kind of picture" };
}
