import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { AttemptError, codeOf } from "../../errors.ts";
import { type Headers, readHeader } from "./retry-after.ts";

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const inflate: Decompress = promisify(zlib.inflate);
const inflateRaw: Decompress = promisify(zlib.inflateRaw);
const gunzip: Decompress = promisify(zlib.gunzip);

/** Only newer versions of Node have it; the types here are those of an older one. */
const zstd: unknown = Reflect.get(zlib, "zstdDecompress");

/** By the names of `Content-Encoding` (RFC 9110, 8.4.1). Node has zstd from 22.15 on. */
const decompressors: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ["gzip", gunzip],
  ["x-gzip", gunzip],
  ["br", promisify(zlib.brotliDecompress)],
  // Some servers omit the zlib header that this name implies.
  [
    "deflate",
    async (bytes, options) =>
      ((bytes[0] ?? 0) & 0x0f) === 8 ? inflate(bytes, options) : inflateRaw(bytes, options),
  ],
  ...(isDecompressor(zstd) ? [["zstd", promisify(zstd)] as const] : []),
]);

function isDecompressor(value: unknown): value is typeof zlib.gunzip {
  return typeof value === "function";
}

/** Names in that header that mean no compression. */
const notCompressed: ReadonlySet<string> = new Set([
  "",
  "identity",
  "none",
  "binary",
  "utf-8",
  "utf8",
  "aws-chunked",
]);
/** How many further layers of compression a body may have than its header says. */
const mostUnsaid = 2;
const maybeChance = {
  retryable: true,
  mostAttempts: 2,
  hint: "Look at the server, and at what stands between: a proxy or gateway.",
} as const;

/** The message for a body that cannot be decompressed; the same for replies and downloads. */
export interface DecodeFault {
  readonly code: "PROVIDER_BAD_RESPONSE" | "DOWNLOAD_FAILED";
  readonly host: string;
}

/**
 * Decompresses a body that the server compressed although it was not asked to.
 * @param maxBytes of the result: a small body may hold a very large one
 * @throws AttemptError with the fault's code; `onTooLong`'s error
 */
export async function decompress(
  bytes: Buffer,
  headers: Headers,
  maxBytes: number,
  fault: DecodeFault,
  onTooLong: () => Error,
): Promise<Buffer> {
  const encodings = (readHeader(headers, "content-encoding") ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => !notCompressed.has(name));
  const unpack = async (packed: Buffer, encoding: string, decoder: Decompress): Promise<Buffer> => {
    try {
      return await decoder(packed, { maxOutputLength: maxBytes });
    } catch (error) {
      if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") {
        throw onTooLong();
      }
      const what = `is compressed as ${encoding}, and is cut off or spoilt`;
      throw decodeError(fault, what, { ...maybeChance, cause: error });
    }
  };
  let content = bytes;
  for (const encoding of encodings.toReversed()) {
    const decoder = decompressors.get(encoding);
    if (decoder === undefined) {
      throw decodeError(fault, `is compressed as "${encoding.slice(0, 20)}"`, {
        retryable: false,
        hint:
          encoding === "zstd"
            ? "Node reads zstd from version 22.15 on; or switch it off at the server."
            : "Switch this compression off at the server or proxy.",
      });
    }
    content = await unpack(content, encoding, decoder);
  }
  // Compressed again by a proxy that does not say so: nothing that is asked for begins like this.
  for (let once = 0; once < mostUnsaid && isGzip(content); once += 1) {
    content = await unpack(content, "gzip", gunzip);
  }
  return content;
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function decodeError(
  { code, host }: DecodeFault,
  what: string,
  options: ConstructorParameters<typeof AttemptError>[2],
): AttemptError {
  return new AttemptError(code, `${host}: the reply ${what}`, { mayBeBilled: true, ...options });
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
const lenientUtf8 = new TextDecoder();
/**
 * What windows-1252, which ISO-8859-1 stands for as well, has from 0x80 to 0x9f; some releases of
 * Node give control characters instead.
 */
const windows1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/**
 * A body as text, without a byte order mark. JSON is UTF-8 (RFC 8259), and what can be read as that
 * is; else the charset that the server names decides, and where it names none, or UTF-8, the bytes are
 * taken for Latin-1, unless some of them are UTF-8 after all.
 * @throws AttemptError for UTF-8 that is spoilt: letters would be lost
 */
export function decodeText(bytes: Buffer, headers: Headers, fault: DecodeFault): string {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(
    readHeader(headers, "content-type") ?? "",
  )?.[1];
  const named = toDecoder(findMark(bytes) ?? charset);
  if (named?.encoding.startsWith("utf-16") === true) {
    return named.decode(bytes);
  }
  try {
    return utf8.decode(bytes);
  } catch {
    if (named !== undefined && named.encoding !== "utf-8" && named.encoding !== "windows-1252") {
      return named.decode(bytes);
    }
    const isNamed = named?.encoding === "windows-1252";
    if (!isNamed && /[^\p{ASCII}\uFFFD]/u.test(lenientUtf8.decode(bytes))) {
      throw decodeError(fault, "is UTF-8 of which some bytes are spoilt", maybeChance);
    }
    return bytes
      .toString("latin1")
      .replace(/[\x80-\x9f]/g, (byte) => windows1252[byte.charCodeAt(0) - 0x80] ?? byte);
  }
}

/** UTF-16, by its byte order mark, which takes precedence over any named charset. */
function findMark([first, second]: Buffer): string | undefined {
  if (first === 0xff && second === 0xfe) {
    return "utf-16le";
  }
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

function toDecoder(charset: string | undefined): InstanceType<typeof TextDecoder> | undefined {
  try {
    return charset === undefined ? undefined : new TextDecoder(charset);
  } catch {
    return undefined;
  }
}
