import type { Dispatcher } from "undici";
import { AttemptError } from "../../errors.ts";
import { startTimeout } from "./abort.ts";
import type { HttpClient } from "./client.ts";
import { discard } from "./discard.ts";
import { decompress } from "./decode.ts";
import type { Endpoint } from "./endpoint.ts";
import { toAttemptError } from "./fault.ts";
import { assertFetchable } from "./guard.ts";
import { readLinkExpiry } from "./link-expiry.ts";
import { Received } from "./received.ts";
import { type Headers, parseRetryAfter, readHeader } from "./retry-after.ts";

/** One fetch of a link: a single attempt, redirects included. */
export interface Download {
  /** Kept byte for byte; its query may be a signature and is never shown. */
  readonly url: string;
  /** What a relative link is relative to. */
  readonly base?: URL | undefined;
  /** The provider's own: what has its origin may be fetched even on loopback or over http. */
  readonly own?: Pick<Endpoint, "origin" | "tls"> | undefined;
  /** What the provider wants to see there, the key above all; sent only when it asks for it. */
  readonly ownHeaders?: Readonly<Record<string, string>> | undefined;
  /** How long nothing may come; and for all of it together. */
  readonly idleMs: number;
  readonly totalMs: number;
  readonly maxBytes: number;
  /** Keeps what came before a cut, for the next attempt at the same link. Unset: starts anew. */
  readonly received?: Received;
  readonly signal: AbortSignal;
  readonly nowMs: number;
}

const maxRedirects = 5;

/**
 * Fetches a link's bytes, checking each redirect hop, the size while it streams, and the length
 * against what was announced.
 * @throws AttemptError or PreloError DOWNLOAD_FAILED, DOWNLOAD_EXPIRED, DOWNLOAD_BLOCKED,
 * DOWNLOAD_TOO_LARGE; the signal's reason when the run was stopped
 */
export async function downloadBytes(client: HttpClient, download: Download): Promise<Buffer> {
  let url = parseUrl(download.url, download.base);
  const { own, received = new Received() } = download;
  const total = startTimeout(download.signal, download.totalMs);
  const idle = startTimeout(total.signal, download.idleMs);
  const fetch = (
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Dispatcher.ResponseData> =>
    fetchOnce(client, url, own, { ...received.askForRest(), ...headers }, idle.signal);
  try {
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      assertFetchable(url, own?.origin);
      let reply = await fetch();
      // The key goes to the link itself, when that is the provider's own, and never behind a redirect.
      if (hop === 0 && url.origin === own?.origin && wantsKey(reply, download)) {
        discard(reply.body);
        reply = await fetch(download.ownHeaders);
      }
      idle.restart();
      const location = readHeader(reply.headers, "location");
      if (reply.statusCode < 300 || reply.statusCode > 399 || location === undefined) {
        assertDelivered(reply, url, download);
        return await readBytes(reply, url, download.maxBytes, received, idle.restart);
      }
      await reply.body.dump();
      url = parseUrl(location, url);
    }
    throw new AttemptError("DOWNLOAD_FAILED", `${url.host}: more than ${maxRedirects} redirects`, {
      retryable: false,
    });
  } catch (error) {
    download.signal.throwIfAborted();
    if (idle.timedOut() || total.timedOut()) {
      const what = total.timedOut()
        ? `the download took longer than ${download.totalMs / 1000} s`
        : `nothing came of the download for ${download.idleMs / 1000} s`;
      throw new AttemptError("DOWNLOAD_FAILED", `${url.host}: ${what}`, {
        retryable: !total.timedOut(),
        cause: error,
      });
    }
    throw toAttemptError(error, url.host, "DOWNLOAD_FAILED");
  } finally {
    idle.dispose();
    total.dispose();
  }
}

async function fetchOnce(
  client: HttpClient,
  url: URL,
  own: Download["own"],
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const dispatcher = await (url.origin === own?.origin
    ? client.dispatcherFor({ hostname: url.hostname, tls: own.tls })
    : client.guardedDispatcher());
  return dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: "GET",
    headers: { accept: "image/*", "user-agent": client.userAgent, ...headers },
    signal,
  });
}

function wantsKey({ statusCode }: Dispatcher.ResponseData, download: Download): boolean {
  const isRefused = statusCode === 401 || statusCode === 403;
  return isRefused && download.ownHeaders !== undefined && !isOver(download);
}

/** Whether the link says of itself that it has ended. */
function isOver({ url, nowMs }: Download): boolean {
  return (readLinkExpiry(url) ?? Infinity) <= nowMs;
}

function assertDelivered(reply: Dispatcher.ResponseData, url: URL, download: Download): void {
  const status = reply.statusCode;
  if (status === 416) {
    download.received?.forget();
  }
  if (status === 200 || status === 206) {
    return;
  }
  discard(reply.body);
  if (status === 410 || (isOver(download) && (status === 403 || status === 404))) {
    throw new AttemptError("DOWNLOAD_EXPIRED", `${url.host}: the link has expired`, {
      retryable: false,
      status,
    });
  }
  throw new AttemptError("DOWNLOAD_FAILED", `${url.host}: the link answers with status ${status}`, {
    // 416: what came before is not what the link has now; the next attempt starts anew.
    retryable: status === 408 || status === 416 || status === 429 || status >= 500,
    retryAfterMs: parseRetryAfter(reply.headers, download.nowMs),
    status,
  });
}

async function readBytes(
  reply: Dispatcher.ResponseData,
  url: URL,
  maxBytes: number,
  received: Received,
  onData: () => void,
): Promise<Buffer> {
  const announced = announcedLength(reply.headers);
  const isContinued = received.begin(reply.statusCode, reply.headers);
  if (!isContinued) {
    discard(reply.body);
    throw new AttemptError(
      "DOWNLOAD_FAILED",
      `${url.host}: another part came than was asked for; the next attempt starts anew`,
      { retryable: true },
    );
  }
  const whole = announced === undefined ? undefined : received.bytes + announced;
  if (whole !== undefined && whole > maxBytes) {
    discard(reply.body);
    throw tooLarge(url, maxBytes);
  }
  for await (const chunk of reply.body as AsyncIterable<Buffer>) {
    onData();
    received.add(chunk);
    if (received.bytes > maxBytes) {
      throw tooLarge(url, maxBytes);
    }
  }
  if (whole !== undefined && received.bytes !== whole) {
    throw new AttemptError(
      "DOWNLOAD_FAILED",
      `${url.host}: ${received.bytes} bytes came of ${whole} announced`,
      { retryable: true },
    );
  }
  const fault = { code: "DOWNLOAD_FAILED", host: url.host } as const;
  return decompress(received.join(), reply.headers, maxBytes, fault, () => tooLarge(url, maxBytes));
}

function announcedLength(headers: Headers): number | undefined {
  const length = readHeader(headers, "content-length");
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined;
}

function tooLarge(url: URL, maxBytes: number): AttemptError {
  return new AttemptError("DOWNLOAD_TOO_LARGE", `${url.host}: more than ${maxBytes} bytes`, {
    retryable: false,
    hint: "Raise images.max_bytes if such a picture is expected.",
  });
}

function parseUrl(link: string, base?: URL): URL {
  try {
    return new URL(link, base);
  } catch (error) {
    throw new AttemptError("DOWNLOAD_FAILED", "the link is not a URL", {
      retryable: false,
      // The error of the URL parser quotes the link: keep only its kind.
      cause: error instanceof Error ? error.name : undefined,
    });
  }
}
