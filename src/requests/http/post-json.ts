import type { Readable } from "node:stream";
import { AttemptError } from "../../errors.ts";
import { startTimeout } from "./abort.ts";
import type { HttpClient } from "./client.ts";
import { decodeText, decompress } from "./decode.ts";
import type { Endpoint } from "./endpoint.ts";
import { toAttemptError } from "./fault.ts";
import type { Headers } from "./retry-after.ts";

/** One POST that JSON answers: a single attempt. */
export interface JsonPost {
  readonly to: Endpoint;
  /** Lower-case names; they override Prelo's own. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Unset: JSON. */
  readonly contentType?: string | undefined;
  /** For connecting, sending, waiting and reading together. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One GET of JSON. */
export type JsonGet = Omit<JsonPost, "body" | "contentType">;

/**
 * Sends once and reads the whole reply, whatever its status; a redirect is a reply like any other.
 * @throws AttemptError PROVIDER_UNREACHABLE, PROVIDER_TIMEOUT or PROVIDER_BAD_RESPONSE (too long,
 * or not to be decompressed)
 * @throws the signal's reason when the run was stopped
 */
export function postJson(client: HttpClient, post: JsonPost): Promise<HttpReply> {
  const { body, contentType = "application/json" } = post;
  return sendOnce(client, post, { method: "POST", body, contentType });
}

/** Asks for what costs nothing. @throws as {@link postJson} */
export function getJson(client: HttpClient, get: JsonGet): Promise<HttpReply> {
  return sendOnce(client, get, { method: "GET" });
}

/** What is sent: nothing with a question; a file as it is read, with its length in bytes. */
export type SentBody =
  | {
      readonly method: "POST" | "PUT";
      readonly body: string | Uint8Array;
      readonly contentType: string;
    }
  | {
      readonly method: "POST";
      readonly body: Readable;
      readonly lengthBytes: number;
      readonly contentType: string;
    }
  | { readonly method: "GET" | "DELETE"; readonly body?: undefined };

/** Sends once, in the way that is asked for. @throws as {@link postJson} */
export async function sendOnce(
  client: HttpClient,
  post: JsonGet,
  sent: SentBody,
): Promise<HttpReply> {
  const { to, maxBytes, signal } = post;
  const { method, body } = sent;
  signal.throwIfAborted();
  const timeout = startTimeout(signal, post.timeoutMs);
  try {
    const dispatcher = await client.dispatcherFor(to);
    const reply = await dispatcher.request({
      origin: to.origin,
      path: to.path,
      method,
      headers: {
        accept: "application/json",
        "user-agent": client.userAgent,
        ...post.headers,
        ...(sent.body !== undefined && { "content-type": sent.contentType }),
        ...("lengthBytes" in sent && { "content-length": String(sent.lengthBytes) }),
      },
      ...(body !== undefined && { body }),
      signal: timeout.signal,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of reply.body as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        throw tooLong(post);
      }
      chunks.push(chunk);
    }
    const { headers, statusCode: status } = reply;
    const fault = { code: "PROVIDER_BAD_RESPONSE", host: to.host } as const;
    const whole = await decompress(Buffer.concat(chunks.splice(0)), headers, maxBytes, fault, () =>
      tooLong(post),
    );
    return { status, headers, text: decodeText(whole, headers, fault) };
  } catch (error) {
    signal.throwIfAborted();
    throw timeout.timedOut() ? timedOut(post, error) : toAttemptError(error, to.host);
  } finally {
    timeout.dispose();
  }
}

function timedOut({ to, timeoutMs }: JsonGet, cause: unknown): AttemptError {
  const message = `${to.host}: no complete reply within ${timeoutMs / 1000} s`;
  return new AttemptError("PROVIDER_TIMEOUT", message, {
    retryable: true,
    mayBeBilled: true,
    hint: "Raise timeout_seconds if the model needs longer.",
    cause,
  });
}

function tooLong({ to, maxBytes }: JsonGet): AttemptError {
  const message = `${to.host}: the reply is longer than ${maxBytes} bytes`;
  return new AttemptError("PROVIDER_BAD_RESPONSE", message, {
    retryable: false,
    mayBeBilled: true,
    hint: "Of pictures, set images_per_request to fewer, or ask for smaller ones.",
  });
}
