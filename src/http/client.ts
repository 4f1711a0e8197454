import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { publicOnlyLookup } from "./guard.ts";

/** The longest wait for a TCP and TLS connection, in milliseconds. */
const connectTimeoutMs = 10_000;

/** Proxies as the environment names them (`HTTPS_PROXY` and the like). */
export interface ProxySettings {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  readonly noProxy?: string | undefined;
}

export interface HttpClientOptions {
  /** The most connections to one origin. */
  readonly connections: number;
  readonly proxy?: ProxySettings;
}

/** The run's connections: one pool for each origin, closed at the end of the run. */
export interface HttpClient {
  /** For a provider's own origin; loopback never goes through a proxy. */
  dispatcherFor(url: URL): Dispatcher;
  /** For links that came with an answer: refuses to connect to any address that is not public. */
  guardedDispatcherFor(url: URL): Dispatcher;
  /** Ends every socket at once. */
  close(): Promise<void>;
}

/** Opens the run's connection pools; nothing connects before the first request. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const pool = {
    connections: options.connections,
    // Attempts have a timeout of their own, which covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const direct = new Agent({ ...pool, connect: { timeout: connectTimeoutMs } });
  const guarded = new Agent({
    ...pool,
    connect: { timeout: connectTimeoutMs, lookup: publicOnlyLookup },
  });
  const proxied = createProxyDispatcher(options.proxy ?? {}, pool);
  return {
    dispatcherFor: (url) => (isLoopback(url) ? direct : (proxied ?? direct)),
    guardedDispatcherFor: () => proxied ?? guarded,
    close: async () => {
      await Promise.all([direct.destroy(), guarded.destroy(), proxied?.destroy()]);
    },
  };
}

function createProxyDispatcher(proxy: ProxySettings, pool: Agent.Options): Dispatcher | undefined {
  if (!proxy.httpProxy && !proxy.httpsProxy) return undefined;
  return new EnvHttpProxyAgent({
    ...pool,
    connect: { timeout: connectTimeoutMs },
    // An empty string keeps undici from reading the environment by itself.
    httpProxy: proxy.httpProxy ?? "",
    httpsProxy: proxy.httpsProxy ?? proxy.httpProxy ?? "",
    noProxy: proxy.noProxy ?? "",
  });
}

function isLoopback(url: URL): boolean {
  return (
    url.hostname === "localhost" || url.hostname === "[::1]" || url.hostname.startsWith("127.")
  );
}
