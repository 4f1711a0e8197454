import { once, setMaxListeners } from "node:events";
import { createServer } from "node:http";
import { createImageLinks } from "./downloads.ts";
import { answerLine } from "./answer-request.ts";
import { Batches } from "./batches/batches-api.ts";
import { FileStore } from "./batches/stored-files.ts";
import { handleRequest } from "./handle-request.ts";
import { resolveOptions, type SandboxOptions, type SandboxStats } from "./options.ts";
import { listen } from "./listen.ts";
import { createPromptCache } from "./prompt-cache.ts";
import type { SandboxState } from "./state.ts";
import { createRateLimiter } from "./trouble.ts";

export type { SandboxOptions } from "./options.ts";

export interface Sandbox {
  /** The base URL to give to a client: `http://127.0.0.1:PORT/v1`. */
  readonly url: string;
  /** What it has seen so far; the figures go on counting. */
  readonly stats: SandboxStats;
  /** Ends the server with all open connections; may be called twice. */
  close(): Promise<void>;
}

/**
 * Starts an OpenAI-compatible server on loopback. It needs no key and no network, answers the
 * sample's prompts with text written for it and any other with a placeholder, and draws pictures.
 * @throws PreloError USAGE when an option is out of range or the port cannot be had
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = resolveOptions(options);
  const closing = new AbortController();
  // Every request that is made to wait listens: so many are no leak.
  setMaxListeners(0, closing.signal);
  const stats: SandboxState["stats"] = {
    paths: {},
    answered: 0,
    images: 0,
    downloads: 0,
    rateLimited: 0,
    batchLines: 0,
    faults: 0,
    peakConcurrency: 0,
  };
  const files = new FileStore(settings.now);
  const state: SandboxState & { origin: string } = {
    settings,
    stats,
    inside: 0,
    links: createImageLinks(settings.linkSeconds, settings.now),
    limiter: createRateLimiter(settings),
    turns: new Map<string, number>(),
    files,
    batches: new Batches({
      settings,
      files,
      signal: closing.signal,
      answer: (path, body) => answerLine(path, body, state),
    }),
    visitCache: createPromptCache(),
    origin: "",
    signal: closing.signal,
  };
  let requestsSeen = 0;
  const server = createServer((request, response) => {
    requestsSeen += 1;
    const requestId = `req_sandbox_${String(requestsSeen).padStart(6, "0")}`;
    // Only a connection that is already gone makes this fail: then nobody is left to tell.
    handleRequest(request, response, requestId, state).catch(() => response.destroy());
  });
  state.origin = await listen(server, settings, "The sandbox");

  return {
    url: `${state.origin}/v1`,
    stats,
    async close(): Promise<void> {
      closing.abort();
      if (server.listening) {
        const closed = once(server, "close");
        server.close();
        server.closeAllConnections();
        await closed;
      }
      await files.close();
    },
  };
}
