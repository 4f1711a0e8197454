import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { PreloError } from "../../errors.ts";

const nonceBytes = 12;
const tagBytes = 16;
/** The first byte says what follows. */
const plain = 0;
const sealed = 1;
/** No reply is longer, in bytes. */
const mostBytes = 128 * 1024 * 1024;

/** Packs what goes through Redis; with a key, so that Redis can neither read nor change it. */
export interface Seal {
  /** @param purpose what it is, and whose: opened as anything else, it does not open */
  readonly close: (bytes: Buffer, purpose: string) => Buffer;
  /** @throws PreloError QUEUE_FAILED when it was closed with another key, or changed */
  readonly open: (bytes: Buffer, purpose: string) => Buffer;
}

/**
 * Text is compressed first, pictures are not: they are already.
 * @param secret the value of `PRELO_QUEUE_KEY`; undefined: packed, but open to who can read Redis
 */
export function createSeal(secret: string | undefined): Seal {
  if (!secret) {
    return { close: (bytes) => Buffer.concat([Buffer.of(plain), bytes]), open: openPlain };
  }
  const key = Buffer.from(hkdfSync("sha256", secret, "", "prelo queue", 32));
  return {
    close: (bytes, purpose) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([Buffer.of(sealed), nonce, cipher.getAuthTag(), body]);
    },
    open: (bytes, purpose) => {
      if (bytes[0] !== sealed) {
        throw unsealable("it is not sealed, and PRELO_QUEUE_KEY is set here");
      }
      const nonce = bytes.subarray(1, 1 + nonceBytes);
      const tag = bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
      try {
        decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
        const body = bytes.subarray(1 + nonceBytes + tagBytes);
        return Buffer.concat([decipher.update(body), decipher.final()]);
      } catch {
        throw unsealable("it was sealed with another PRELO_QUEUE_KEY, or changed on its way");
      }
    },
  };
}

/** Packs a JSON value. */
export function closeJson(seal: Seal, value: unknown, purpose: string): Buffer {
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return seal.close(brotliCompressSync(JSON.stringify(value), { params: quality }), purpose);
}

/** @throws PreloError QUEUE_FAILED */
export function openJson(seal: Seal, bytes: Buffer, purpose: string): unknown {
  const packed = seal.open(bytes, purpose);
  try {
    return JSON.parse(brotliDecompressSync(packed, { maxOutputLength: mostBytes }).toString());
  } catch {
    throw unsealable("it is damaged");
  }
}

function openPlain(bytes: Buffer): Buffer {
  if (bytes[0] !== plain) {
    throw unsealable("it is sealed, and PRELO_QUEUE_KEY is not set here");
  }
  return bytes.subarray(1);
}

function unsealable(why: string): PreloError {
  return new PreloError("QUEUE_FAILED", `what came through the queue cannot be read: ${why}`, {
    hint: "Coordinators and workers of one queue need the same PRELO_QUEUE_KEY, or none.",
  });
}
