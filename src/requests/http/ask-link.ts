import { AttemptError } from "../../errors.ts";
import { startTimeout } from "./abort.ts";
import type { HttpClient } from "./client.ts";
import { discard } from "./discard.ts";
import type { TlsFiles } from "./endpoint.ts";
import { toAttemptError } from "./fault.ts";
import { assertPublicHost } from "./guard.ts";
import { readHeader } from "./retry-after.ts";

/** What an address says when it is asked whether it is still there. */
export type LinkState =
  /** `movedTo`: the address at another host to which the old one says it has moved for good. */
  | { readonly state: "alive"; readonly movedTo?: URL }
  | { readonly state: "dead"; readonly why: string }
  /** It may be there for a person: nothing can be told. */
  | { readonly state: "unsure"; readonly why: string };

export interface LinkContext {
  readonly client: HttpClient;
  /** The providers' own origins, which may be asked wherever they are, with the authorities that they trust. */
  readonly own: ReadonlyMap<string, Pick<TlsFiles, "ca">>;
  readonly signal: AbortSignal;
  /** Runs one exchange with a host when it is its turn. */
  readonly inTurn: <Result>(host: string, exchange: () => Promise<Result>) => Promise<Result>;
}

const maxRedirects = 5;
const timeoutMs = 15_000;
/** Statuses with which servers refuse HEAD, and would answer GET. */
const refusesHead = new Set([400, 403, 405, 501]);
const gone = new Set([404, 410]);
const lastingRedirects = new Set([301, 308]);

/**
 * Asks an address of the web whether it is still there: once, without a key or a cookie, redirects included.
 * @throws the signal's reason
 */
export async function askLink(address: string, context: LinkContext): Promise<LinkState> {
  let url = new URL(address);
  let movedTo: URL | undefined;
  let isLasting = true;
  try {
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const current = url;
      const { status, location } = await context.inTurn(url.host, () => askOnce(current, context));
      if (status < 300 || status > 399 || location === undefined) {
        return weigh(status, url, movedTo?.host === new URL(address).host ? undefined : movedTo);
      }
      url = new URL(location, url);
      isLasting &&= lastingRedirects.has(status);
      movedTo = isLasting ? url : movedTo;
    }
    return { state: "unsure", why: `${url.host}: more than ${maxRedirects} redirects` };
  } catch (error) {
    context.signal.throwIfAborted();
    if (isOfAnother(error, url)) {
      return { state: "unsure", why: "the proxy's host name is not known" };
    }
    const fault = toAttemptError(error, url.host, "DOWNLOAD_FAILED");
    // No such host, a wrong certificate: what no later attempt mends.
    const isLastingFault = fault instanceof AttemptError && fault.stops !== undefined;
    return { state: isLastingFault ? "dead" : "unsure", why: fault.message };
  }
}

/** Whether the name of another host was not found: a wrong proxy makes no link dead. */
function isOfAnother(error: unknown, { hostname }: URL): boolean {
  return error instanceof Error && "hostname" in error && error.hostname !== hostname;
}

function weigh(status: number, { host }: URL, movedTo: URL | undefined): LinkState {
  if (status >= 200 && status <= 299) {
    return { state: "alive", ...(movedTo !== undefined && { movedTo }) };
  }
  return {
    state: gone.has(status) ? "dead" : "unsure",
    why: `${host} answers with status ${status}`,
  };
}

interface Heard {
  readonly status: number;
  readonly location: string | undefined;
}

/** @throws PreloError DOWNLOAD_BLOCKED for what may not be asked; AttemptError; what undici throws */
async function askOnce(url: URL, { client, own, signal }: LinkContext): Promise<Heard> {
  const tls = own.get(url.origin);
  if (!/^https?:$/.test(url.protocol)) {
    throw new AttemptError("DOWNLOAD_BLOCKED", `it leads to a link of kind "${url.protocol}"`, {
      retryable: false,
    });
  }
  if (tls === undefined) {
    assertPublicHost(url);
  }
  const dispatcher = await (tls === undefined
    ? client.guardedDispatcher()
    : client.dispatcherFor({ hostname: url.hostname, tls }));
  const timeout = startTimeout(signal, timeoutMs);
  const ask = async (method: "HEAD" | "GET"): Promise<Heard> => {
    const { statusCode, headers, body } = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: { accept: "*/*", "user-agent": client.userAgent },
      signal: timeout.signal,
    });
    discard(body);
    return { status: statusCode, location: readHeader(headers, "location") };
  };
  try {
    const heard = await ask("HEAD");
    return refusesHead.has(heard.status) ? await ask("GET") : heard;
  } catch (error) {
    if (timeout.timedOut()) {
      const message = `${url.host}: no answer within ${timeoutMs / 1000} s`;
      throw new AttemptError("DOWNLOAD_FAILED", message, { retryable: true, cause: error });
    }
    throw error;
  } finally {
    timeout.dispose();
  }
}
