import type { Dispatcher } from "undici";
import { onAbort, toError } from "./abort.ts";
import type { Headers } from "./retry-after.ts";

export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface ExchangeLimits {
  /** For connecting, sending, waiting and reading together. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** The errors to end with. */
  readonly onTimeout: () => Error;
  readonly onTooLong: () => Error;
}

/**
 * Sends one request and reads its whole reply as text, straight from undici's dispatcher: a stream
 * and an AbortSignal for each request, which undici's `request()` makes, would only be taken apart
 * again (docs/decisions/0015-straight-from-the-dispatcher.md).
 * @throws what `limits` gives for its case, the signal's reason, or what undici or the socket threw
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  limits: ExchangeLimits,
): Promise<HttpReply> {
  const { signal, timeoutMs, maxBytes } = limits;
  return new Promise((resolve, reject) => {
    let connection: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: Headers = {};
    let chunks: Buffer[] = [];
    let bytes = 0;
    let ended: Error | undefined;
    const release = (): void => {
      clearTimeout(timer);
      ignore();
    };
    const fail = (error: Error): void => {
      if (ended !== undefined) return;
      ended = error;
      release();
      // Frees the socket; a request that still waits for one is dropped when its turn comes.
      connection?.abort(error);
      reject(error);
    };
    const stop = (): void => fail(toError(signal.reason));
    const timer = setTimeout(() => fail(limits.onTimeout()), timeoutMs);
    const ignore = onAbort(signal, stop);
    if (signal.aborted) return stop();
    dispatcher.dispatch(request, {
      // Called anew when a kept connection turns out to be closed before anything was sent on it.
      onRequestStart: (controller) => {
        connection = controller;
        chunks = [];
        bytes = 0;
        if (ended !== undefined) controller.abort(ended);
      },
      // Called for interim replies (1xx) too: the last one counts.
      onResponseStart: (_controller, code, fields) => {
        status = code;
        headers = fields;
      },
      onResponseData: (_controller, chunk) => {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) fail(limits.onTooLong());
        else chunks.push(chunk);
      },
      onResponseEnd: () => {
        release();
        resolve({ status, headers, text: readText(chunks) });
      },
      onResponseError: (_controller, error) => fail(error),
    });
  });
}

function readText(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1
    ? first.toString("utf8")
    : Buffer.concat(chunks).toString("utf8");
}
