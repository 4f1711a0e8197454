import { once, setMaxListeners } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { PreloError } from "../errors.ts";
import { createImageLinks } from "./downloads.ts";
import type { SandboxOptions, SandboxSettings } from "./options.ts";
import { resolveOptions } from "./options.ts";
import { createRateLimiter } from "./rate-limit.ts";
import { handleRequest } from "./handle-request.ts";
import type { SandboxStats } from "./stats.ts";
import { createStats } from "./stats.ts";

export type { SandboxOptions } from "./options.ts";

export interface Sandbox {
  /** The base URL to give to a client: `http://127.0.0.1:PORT/v1`. */
  readonly url: string;
  /** What it has seen so far; the figures go on counting. */
  readonly stats: SandboxStats;
  /** Ends the server with all open connections; may be called twice. */
  close(): Promise<void>;
}

async function listen(server: Server, { port, host }: SandboxSettings): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new PreloError("USAGE", `The sandbox cannot listen on ${host}:${port}.`, {
      hint: "Another program may be using that port: choose another one, or 0 for any free one.",
      cause: error,
    });
  }
  const address = server.address();
  return `http://${host}:${typeof address === "object" ? (address?.port ?? port) : port}`;
}

/**
 * Starts an OpenAI-compatible server on loopback. It needs no key and no network, answers the
 * sample's prompts with text written for it and any other with a placeholder, and draws pictures.
 *
 * @throws {PreloError} USAGE when an option is out of range or the port cannot be had
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = resolveOptions(options);
  const { now, linkSeconds, requestsPerMinute, burst } = settings;
  const counter = createStats();
  const closing = new AbortController();
  // Every request that is made to wait listens: so many are no leak.
  setMaxListeners(0, closing.signal);
  const links = createImageLinks(linkSeconds, now);
  const limiter = createRateLimiter(requestsPerMinute, burst, now);
  const turns = new Map<string, number>();
  let requestsSeen = 0;
  let origin = "";

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    requestsSeen += 1;
    const requestId = `req_sandbox_${String(requestsSeen).padStart(6, "0")}`;
    const context = {
      settings,
      counter,
      links,
      limiter,
      turns,
      origin,
      requestId,
      signal: closing.signal,
    };
    // Only a connection that is already gone makes this fail: then nobody is left to tell.
    handleRequest(request, response, context).catch(() => response.destroy());
  }

  const server = createServer(onRequest);
  origin = await listen(server, settings);

  return {
    url: `${origin}/v1`,
    stats: counter.stats,
    async close(): Promise<void> {
      closing.abort();
      if (server.listening) {
        const closed = once(server, "close");
        server.close();
        server.closeAllConnections();
        await closed;
      }
    },
  };
}
