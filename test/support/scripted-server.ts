import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** One request as the server saw it. */
export interface Call {
  /** From 0, in order of arrival. */
  readonly index: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** With the query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  /** Undefined when the request had none. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly origin: string;
}

/** What one request gets: it may answer, break off, or stay silent. */
export type Handle = (call: Call, response: ServerResponse) => void | Promise<void>;

export interface ScriptedServer {
  readonly origin: string;
  readonly calls: readonly Call[];
  /** The most requests that were open at the same time. */
  readonly peak: () => number;
  /** Connections that are open now. */
  readonly sockets: () => number;
  /** Resolves when no connection is open any more. */
  readonly idle: () => Promise<void>;
}

/** Starts a server on a free port of the loopback that ends with the test. */
export async function startServer(handle: Handle): Promise<ScriptedServer> {
  const calls: Call[] = [];
  let origin = "";
  let open = 0;
  let peak = 0;
  let sockets = 0;
  let whenIdle: (() => void)[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    open += 1;
    peak = Math.max(peak, open);
    response.once("close", () => (open -= 1));
    const index = calls.length;
    const { method = "", url = "", headers } = request;
    const call = {
      index,
      method,
      path: url.replace(/\?.*/, ""),
      url,
      headers,
      body: undefined,
      origin,
    };
    calls.push(call);
    const body =
      method === "POST" ? ((await json(request)) as NonNullable<Call["body"]>) : undefined;
    calls[index] = { ...call, body };
    await handle({ ...call, body }, response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on("connection", (socket) => {
    sockets += 1;
    socket.once("close", () => {
      sockets -= 1;
      if (sockets > 0) {
        return;
      }
      for (const resolve of whenIdle) {
        resolve();
      }
      whenIdle = [];
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return {
    origin,
    calls,
    peak: () => peak,
    sockets: () => sockets,
    idle: () =>
      new Promise((resolve) => {
        if (sockets === 0) {
          resolve();
        } else {
          whenIdle.push(resolve);
        }
      }),
  };
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
