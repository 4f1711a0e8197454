import type { Agent, Dispatcher } from "undici";
import { isIPv4 } from "node:net";
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
  /** What Prelo calls itself: `prelo/VERSION`. */
  readonly userAgent?: string;
}

/** The run's connections: one pool for each origin, closed at the end of the run. */
export interface HttpClient {
  readonly userAgent: string;
  /** For a provider's own origin; loopback never goes through a proxy. */
  dispatcherFor(to: { readonly hostname: string }): Promise<Dispatcher>;
  /** For links that came with an answer: refuses to connect to any address that is not public. */
  guardedDispatcher(): Promise<Dispatcher>;
  /** Ends every socket at once. */
  close(): Promise<void>;
}

interface Pools {
  readonly direct: Dispatcher;
  readonly guarded: Dispatcher;
  readonly proxied: Dispatcher | undefined;
  /** Where NO_PROXY goes round the proxy, the guard applies; else the proxy resolves the name. */
  readonly guardedProxied: Dispatcher | undefined;
}

/**
 * Prepares the run's connection pools. Nothing connects, and undici is not even loaded, before
 * the first request: a rebuild that sends none should start fast.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  let pools: Promise<Pools> | undefined;
  const open = (): Promise<Pools> => (pools ??= openPools(options));
  return {
    userAgent: options.userAgent ?? "prelo",
    dispatcherFor: async ({ hostname }) => {
      const { direct, proxied } = await open();
      return proxied === undefined || isLoopback(hostname) ? direct : proxied;
    },
    guardedDispatcher: async () => {
      const { guarded, guardedProxied } = await open();
      return guardedProxied ?? guarded;
    },
    close: async () => {
      if (pools === undefined) return;
      const { direct, guarded, proxied, guardedProxied } = await pools;
      const all = [direct, guarded, proxied, guardedProxied].filter((pool) => pool !== undefined);
      await Promise.all(all.map((pool) => pool.destroy()));
    },
  };
}

async function openPools({ connections, proxy = {} }: HttpClientOptions): Promise<Pools> {
  const undici = await import("undici");
  const pool: Agent.Options = {
    connections,
    // Attempts have a timeout of their own, which covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const connect = { timeout: connectTimeoutMs };
  const guardedConnect = { ...connect, lookup: publicOnlyLookup };
  const { httpProxy, httpsProxy = httpProxy, noProxy } = proxy;
  const throughProxy = (options: Agent.Options): Dispatcher | undefined =>
    httpProxy || httpsProxy
      ? new undici.EnvHttpProxyAgent({
          ...pool,
          ...options,
          // An empty string keeps undici from reading the environment by itself.
          httpProxy: httpProxy ?? "",
          httpsProxy: httpsProxy ?? "",
          noProxy: noProxy ?? "",
        })
      : undefined;
  return {
    direct: new undici.Agent({ ...pool, connect }),
    guarded: new undici.Agent({ ...pool, connect: guardedConnect }),
    proxied: throughProxy({ connect }),
    guardedProxied: throughProxy({ connect: guardedConnect }),
  };
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname === "[::1]" ||
    (isIPv4(hostname) && hostname.startsWith("127."))
  );
}
