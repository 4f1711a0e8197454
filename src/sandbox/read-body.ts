import type { IncomingMessage } from "node:http";
import { ApiError } from "./reply.ts";

/** More than any sensible prompt: 4 MiB. */
export const maxBodyBytes = 4 * 1024 * 1024;
/** How much more is read and dropped, so that the client gets to read the refusal. */
const maxDroppedBytes = 16 * maxBodyBytes;

/**
 * Reads a request's body to its end.
 *
 * @throws {ApiError} 413 when it is larger than {@link maxBodyBytes}
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes <= maxBodyBytes) {
      chunks.push(piece);
    } else if (bytes > maxDroppedBytes) {
      break;
    }
  }
  if (bytes > maxBodyBytes) {
    throw new ApiError(`The request body is larger than ${maxBodyBytes} bytes.`, {
      status: 413,
      code: "request_too_large",
      headers: { connection: "close" },
    });
  }
  return Buffer.concat(chunks);
}

/** The value of a JSON text; undefined when it is none. */
export function tryParseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The members of a parsed body.
 *
 * @throws {ApiError} 400 when it is not a JSON object
 */
export function requireObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ApiError("We could not parse the JSON body of your request: it must be an object.", {
      status: 400,
    });
  }
  return Object.fromEntries(Object.entries(value));
}
