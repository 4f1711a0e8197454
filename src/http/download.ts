import { type Dispatcher, request } from "undici";
import { AttemptError } from "../errors.ts";
import { startTimeout, type TimedSignal } from "./abort.ts";
import type { HttpClient } from "./client.ts";
import { toAttemptError } from "./fault.ts";
import { assertFetchable } from "./guard.ts";
import { type Headers, parseRetryAfter, readHeader } from "./retry-after.ts";

/** One fetch of a link: a single attempt, redirects included. */
export interface Download {
  /** Kept byte for byte; its query may be a signature and is never shown. */
  readonly url: string;
  /** The provider's origin, which may be fetched even on loopback or over http. */
  readonly ownOrigin?: string | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number;
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
  let url = parseUrl(download.url);
  const timeout = startTimeout(download.signal, download.timeoutMs);
  try {
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      assertFetchable(url, download.ownOrigin);
      const reply = await fetchOnce(client, url, download, timeout);
      const location = readHeader(reply.headers, "location");
      if (reply.statusCode < 300 || reply.statusCode > 399 || location === undefined) {
        assertDelivered(reply, url, download);
        return await readBytes(reply, url, download.maxBytes);
      }
      await reply.body.dump();
      url = parseUrl(location, url);
    }
    throw new AttemptError("DOWNLOAD_FAILED", `${url.host}: more than ${maxRedirects} redirects`, {
      retryable: false,
    });
  } catch (error) {
    download.signal.throwIfAborted();
    if (timeout.timedOut()) {
      throw new AttemptError(
        "DOWNLOAD_FAILED",
        `${url.host}: the download took longer than ${download.timeoutMs / 1000} s`,
        { retryable: true, cause: error },
      );
    }
    throw toAttemptError(error, url.host, "DOWNLOAD_FAILED");
  } finally {
    timeout.dispose();
  }
}

/**
 * When a signed link ends: `se=` of an Azure signature, or `Expires=`, in milliseconds since the
 * epoch; undefined when the link does not say.
 */
export function readLinkExpiry(link: string): number | undefined {
  if (!URL.canParse(link)) return undefined;
  const query = new URL(link).searchParams;
  const end = Date.parse(query.get("se") ?? "");
  if (!Number.isNaN(end)) return end;
  const seconds = query.get("Expires") ?? "";
  return /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

async function fetchOnce(
  client: HttpClient,
  url: URL,
  download: Download,
  timeout: TimedSignal,
): Promise<Dispatcher.ResponseData> {
  const own = url.origin === download.ownOrigin;
  return request(url, {
    dispatcher: await (own ? client.dispatcherFor(url) : client.guardedDispatcher()),
    method: "GET",
    headers: { accept: "image/*" },
    signal: timeout.signal,
  });
}

function assertDelivered(reply: Dispatcher.ResponseData, url: URL, download: Download): void {
  const status = reply.statusCode;
  if (status === 200) return;
  discard(reply);
  const expiry = readLinkExpiry(download.url);
  const over = expiry !== undefined && expiry <= download.nowMs;
  if (status === 410 || (over && (status === 403 || status === 404))) {
    throw new AttemptError("DOWNLOAD_EXPIRED", `${url.host}: the link has expired`, {
      retryable: false,
      status,
    });
  }
  throw new AttemptError("DOWNLOAD_FAILED", `${url.host}: the link answers with status ${status}`, {
    retryable: status === 408 || status === 429 || status >= 500,
    retryAfterMs: parseRetryAfter(reply.headers, download.nowMs),
    status,
  });
}

/** Ends a reply whose body nobody reads. Its error has no one to catch it, and would end the program. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on("error", () => undefined).destroy();
}

async function readBytes(
  reply: Dispatcher.ResponseData,
  url: URL,
  maxBytes: number,
): Promise<Buffer> {
  const announced = announcedLength(reply.headers);
  if (announced !== undefined && announced > maxBytes) {
    discard(reply);
    throw tooLarge(url, maxBytes);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of reply.body as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(url, maxBytes);
    chunks.push(chunk);
  }
  if (announced !== undefined && bytes !== announced) {
    throw new AttemptError(
      "DOWNLOAD_FAILED",
      `${url.host}: ${bytes} bytes came of ${announced} announced`,
      { retryable: true },
    );
  }
  return Buffer.concat(chunks);
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
