import type { IncomingMessage, ServerResponse } from "node:http";
import { PreloError } from "../../errors.ts";

/** Larger bodies are not what a person writes, in bytes. */
const mostBytes = 8 * 1024 * 1024;

/** What is answered. */
export interface Reply {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** The Content-Security-Policy; unset: none. */
  readonly policy?: string;
  /** Its name changes with its content. */
  readonly isImmutable?: boolean;
}

export function json(value: unknown): Reply {
  return { type: "application/json; charset=utf-8", body: JSON.stringify(value) };
}

/** No other site reads, frames or guesses at what is sent; but a page kept apart may show pictures. */
export function send(response: ServerResponse, reply: Reply, status = 200): void {
  const { type, body, policy, isImmutable = false } = reply;
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "cache-control": isImmutable ? "private, max-age=31536000, immutable" : "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    ...(!type.startsWith("image/") && { "cross-origin-resource-policy": "same-origin" }),
    ...(policy !== undefined && { "content-security-policy": policy }),
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

export function sendStatus(response: ServerResponse, status: number): void {
  send(response, { type: "text/plain; charset=utf-8", body: `${status}\n` }, status);
}

/** The JSON of a request's body. @throws PreloError USAGE */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) {
      throw new PreloError("USAGE", `a request takes at most ${mostBytes} bytes`);
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    throw new PreloError("USAGE", "the request's body is not JSON", { cause: error });
  }
}
