import { imageEndpointAdapters } from "../../endpoints/image-endpoints.ts";
import type { ImageEndpoint } from "../../endpoints/types.ts";
import { AttemptError } from "../../errors.ts";
import { sleep } from "../http/abort.ts";
import { downloadBytes } from "../http/download.ts";
import { readLinkExpiry } from "../http/link-expiry.ts";
import { Received } from "../http/received.ts";
import type { Provider } from "../../job/types.ts";
import { headersOf, joinUrl } from "../calls/call.ts";
import type { RunContext } from "../context.ts";
import type { Subject } from "../events.ts";
import { nextDelay } from "../pace/next-delay.ts";

const maxAttempts = 5;
/** How long nothing may come of a picture. */
const idleMs = 60_000;

/** What a download needs of a run. */
export type DownloadContext = Pick<
  RunContext,
  "client" | "connectionOf" | "downloads" | "emit" | "now" | "clock" | "random" | "aborting"
>;

export interface PictureFetch {
  readonly subject: Subject;
  readonly provider: Provider;
  /** The endpoint that gave the link, which may be relative to its address. */
  readonly endpoint: ImageEndpoint;
  readonly maxBytes: number;
}

/**
 * Downloads a picture behind a link, again where that may help; what came of it before it was cut
 * off need not come again where the server can go on from there. Downloads have a limit of their
 * own: the request that brought the link holds its slot until they are done.
 * @throws PreloError DOWNLOAD_…
 */
export async function fetchPicture(
  url: string,
  fetch: PictureFetch,
  context: DownloadContext,
): Promise<Buffer> {
  const key = [fetch.provider.name, fetch.endpoint, fetch.maxBytes, url].join(" ");
  return context.downloads.share(key, () => fetchAlone(url, fetch, context));
}

async function fetchAlone(
  url: string,
  { subject, provider, endpoint, maxBytes }: PictureFetch,
  context: DownloadContext,
): Promise<Buffer> {
  const connection = await context.connectionOf(provider);
  const base = joinUrl(connection.baseUrl, imageEndpointAdapters[endpoint].path);
  const endsMs = readLinkExpiry(url);
  const received = new Received();
  for (let attempt = 1; ; attempt += 1) {
    const startedMs = context.clock();
    try {
      return await context.downloads.inTurn(endsMs, () =>
        downloadBytes(context.client, {
          url,
          base,
          own: { origin: base.origin, tls: connection.tls },
          ownHeaders: headersOf(connection),
          idleMs,
          totalMs: provider.deadlineMs,
          maxBytes,
          received,
          signal: context.aborting,
          nowMs: context.now(),
        }),
      );
    } catch (error) {
      if (!(error instanceof AttemptError)) {
        throw error;
      }
      const { retryAfterMs, code, message } = error;
      const delayMs = nextDelay({ attempt, retryAfterMs, random: context.random() });
      const isTooLong = (retryAfterMs ?? 0) > provider.longestWaitMs;
      const again = error.retryable && attempt < maxAttempts && !isTooLong;
      context.emit({
        type: "attempt-failed",
        ...subject,
        attempt,
        tookMs: context.clock() - startedMs,
        code,
        message,
        ...(again && { retryInMs: delayMs }),
      });
      if (!again) {
        throw error;
      }
      // What is paid for is downloaded even while the run is stopping.
      await sleep(delayMs, context.aborting);
    }
  }
}
