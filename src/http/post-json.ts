import { request } from "undici";
import { AttemptError } from "../errors.ts";
import { startTimeout } from "./abort.ts";
import type { HttpClient } from "./client.ts";
import { toAttemptError } from "./fault.ts";
import type { Headers } from "./retry-after.ts";

/** One POST of JSON: a single attempt. */
export interface JsonPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
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

/**
 * Sends once and reads the whole reply, whatever its status.
 * @throws AttemptError PROVIDER_UNREACHABLE, PROVIDER_TIMEOUT or PROVIDER_BAD_RESPONSE (too long)
 * @throws the signal's reason when the run was stopped
 */
export async function postJson(client: HttpClient, post: JsonPost): Promise<HttpReply> {
  const timeout = startTimeout(post.signal, post.timeoutMs);
  try {
    const reply = await request(post.url, {
      dispatcher: await client.dispatcherFor(post.url),
      method: "POST",
      headers: { ...post.headers, "content-type": "application/json", accept: "application/json" },
      body: post.body,
      signal: timeout.signal,
    });
    const text = await readText(reply.body, post);
    return { status: reply.statusCode, headers: reply.headers, text };
  } catch (error) {
    post.signal.throwIfAborted();
    if (timeout.timedOut()) {
      throw new AttemptError(
        "PROVIDER_TIMEOUT",
        `${post.url.host}: no complete reply within ${post.timeoutMs / 1000} s`,
        {
          retryable: true,
          mayBeBilled: true,
          hint: "Raise timeout_seconds if the model needs longer.",
          cause: error,
        },
      );
    }
    throw toAttemptError(error, post.url.host);
  } finally {
    timeout.dispose();
  }
}

async function readText(body: AsyncIterable<Uint8Array>, post: JsonPost): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > post.maxBytes) {
      throw new AttemptError(
        "PROVIDER_BAD_RESPONSE",
        `${post.url.host}: the reply is longer than ${post.maxBytes} bytes`,
        { retryable: false, mayBeBilled: true },
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
