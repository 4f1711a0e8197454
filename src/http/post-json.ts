import { AttemptError } from "../errors.ts";
import type { HttpClient } from "./client.ts";
import type { Endpoint } from "./endpoint.ts";
import { exchange, type HttpReply } from "./exchange.ts";
import { toAttemptError } from "./fault.ts";

/** One POST of JSON: a single attempt. */
export interface JsonPost {
  readonly to: Endpoint;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For connecting, sending, waiting and reading together. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Sends once and reads the whole reply, whatever its status.
 * @throws AttemptError PROVIDER_UNREACHABLE, PROVIDER_TIMEOUT or PROVIDER_BAD_RESPONSE (too long)
 * @throws the signal's reason when the run was stopped
 */
export async function postJson(client: HttpClient, post: JsonPost): Promise<HttpReply> {
  const { to, headers, body, timeoutMs, maxBytes, signal } = post;
  try {
    return await exchange(
      await client.dispatcherFor(to),
      {
        origin: to.origin,
        path: to.path,
        method: "POST",
        headers: { ...headers, "content-type": "application/json", accept: "application/json" },
        body,
      },
      {
        timeoutMs,
        maxBytes,
        signal,
        onTimeout: () => timedOut(post),
        onTooLong: () => tooLong(post),
      },
    );
  } catch (error) {
    signal.throwIfAborted();
    throw toAttemptError(error, to.host);
  }
}

function timedOut({ to, timeoutMs }: JsonPost): AttemptError {
  const message = `${to.host}: no complete reply within ${timeoutMs / 1000} s`;
  return new AttemptError("PROVIDER_TIMEOUT", message, {
    retryable: true,
    mayBeBilled: true,
    hint: "Raise timeout_seconds if the model needs longer.",
  });
}

function tooLong({ to, maxBytes }: JsonPost): AttemptError {
  const message = `${to.host}: the reply is longer than ${maxBytes} bytes`;
  return new AttemptError("PROVIDER_BAD_RESPONSE", message, {
    retryable: false,
    mayBeBilled: true,
  });
}
