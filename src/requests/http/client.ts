import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import type { Agent, Dispatcher, EnvHttpProxyAgent } from "undici";
import { PreloError } from "../../errors.ts";
import type { Endpoint, TlsFiles } from "./endpoint.ts";
import { publicOnlyLookup } from "./guard.ts";

/** The longest wait for a TCP and TLS connection, in milliseconds. */
const connectTimeoutMs = 10_000;

/** Proxies as the environment names them (`HTTPS_PROXY` and the like). */
export interface ProxySettings {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  readonly noProxy?: string | undefined;
}

/** Names in lower case come first, as with other programs. */
export function readProxies(
  variables: Readonly<Record<string, string | undefined>>,
): ProxySettings {
  return {
    httpProxy: variables["http_proxy"] ?? variables["HTTP_PROXY"],
    httpsProxy: variables["https_proxy"] ?? variables["HTTPS_PROXY"],
    noProxy: variables["no_proxy"] ?? variables["NO_PROXY"],
  };
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
  /**
   * For a provider's own origin; loopback never goes through a proxy.
   * @throws PreloError READ_FAILED for a file of `tls`; USAGE for a proxy's address that is none
   */
  dispatcherFor(to: Pick<Endpoint, "hostname" | "tls">): Promise<Dispatcher>;
  /** For links that came with an answer: refuses to connect to any address that is not public. */
  guardedDispatcher(): Promise<Dispatcher>;
  /** Ends every socket at once. */
  close(): Promise<void>;
}

/** Those for the providers' own origins, by how their connections are secured. */
interface OwnPools {
  readonly direct: Dispatcher;
  readonly proxied: Dispatcher | undefined;
}

interface Pools {
  readonly ownFor: (tls: TlsFiles | undefined) => OwnPools;
  readonly guarded: Dispatcher;
  /**
   * Where NO_PROXY bypasses the proxy, the guard applies; otherwise the proxy resolves the name.
   */
  readonly guardedProxied: Dispatcher | undefined;
  readonly listAll: () => readonly Dispatcher[];
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
    dispatcherFor: async ({ hostname, tls }) => {
      const { direct, proxied } = (await open()).ownFor(tls);
      return proxied === undefined || isLoopback(hostname) ? direct : proxied;
    },
    guardedDispatcher: async () => {
      const { guarded, guardedProxied } = await open();
      return guardedProxied ?? guarded;
    },
    close: async () => {
      if (pools === undefined) {
        return;
      }
      // What kept them from being opened was told to who wanted one.
      const all = await pools.then(({ listAll }) => listAll()).catch(() => []);
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
  assertProxies({ HTTP_PROXY: httpProxy, HTTPS_PROXY: httpsProxy });
  const all: Dispatcher[] = [];
  const open = <D extends Dispatcher>(dispatcher: D): D => {
    all.push(dispatcher);
    return dispatcher;
  };
  const throughProxy = (
    options: Pick<EnvHttpProxyAgent.Options, "connect" | "requestTls">,
  ): Dispatcher | undefined =>
    httpProxy || httpsProxy
      ? open(
          new undici.EnvHttpProxyAgent({
            ...pool,
            ...options,
            // An empty string keeps undici from reading the environment by itself.
            httpProxy: httpProxy ?? "",
            httpsProxy: httpsProxy ?? "",
            noProxy: noProxy ?? "",
          }),
        )
      : undefined;
  const own = new Map<string, OwnPools>();
  return {
    ownFor: (tls) => {
      const key = JSON.stringify(tls ?? {});
      const known = own.get(key);
      if (known !== undefined) {
        return known;
      }
      const secured = { ...connect, ...readTlsFiles(tls) };
      const opened: OwnPools = {
        direct: open(new undici.Agent({ ...pool, connect: secured })),
        proxied: throughProxy({
          connect: secured,
          ...(tls !== undefined && { requestTls: secured }),
        }),
      };
      own.set(key, opened);
      return opened;
    },
    guarded: open(new undici.Agent({ ...pool, connect: guardedConnect })),
    guardedProxied: throughProxy({ connect: guardedConnect }),
    listAll: () => all,
  };
}

/** Whether a proxy's address can be used: `http://proxy.example.com:8080`. */
export function isProxyAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** @throws PreloError USAGE; the address itself is not shown, for it may hold a password */
function assertProxies(proxies: Readonly<Record<string, string | undefined>>): void {
  const wrong = Object.entries(proxies).find(([, value]) => value && !isProxyAddress(value));
  if (wrong !== undefined) {
    throw new PreloError("USAGE", `${wrong[0]} is no address of a proxy`, {
      hint: "It looks like http://proxy.example.com:8080.",
    });
  }
}

/** @throws PreloError READ_FAILED */
function readTlsFiles({ ca, cert, key }: TlsFiles = {}): TlsFiles {
  return {
    ...(ca !== undefined && { ca: readPem(ca) }),
    ...(cert !== undefined && { cert: readPem(cert) }),
    ...(key !== undefined && { key: readPem(key) }),
  };
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const hint = "It is named under `tls` in the job file.";
    throw new PreloError("READ_FAILED", `${file} could not be read`, { hint, cause: error });
  }
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname === "[::1]" ||
    (isIPv4(hostname) && hostname.startsWith("127."))
  );
}
