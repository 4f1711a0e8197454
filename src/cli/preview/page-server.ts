import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { pageFormats } from "../../article/formats/page-formats.ts";
import { listen } from "../../sandbox/listen.ts";
import { isLoopbackHost } from "../../sandbox/loopback.ts";
import { indexPage, viewPage } from "./frame-page.ts";

/** What the server shows: read anew for each request, since a rebuild may change it. */
export interface PageSource {
  readonly outputDir: () => string;
  /** The published articles: slug and the page to show. */
  readonly articles: () => readonly { readonly slug: string; readonly page: string }[];
}

export interface PageServer {
  readonly url: string;
  /** Tells every open page to load anew. */
  reload(): void;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.values(pageFormats).map(({ file, mediaType }) => [extname(file), mediaType]),
  ),
  ".json": "application/json; charset=utf-8",
  ".jpeg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".avif": "image/avif",
};

/** Serves published pages on 127.0.0.1. @param port 0 takes a free one @throws PreloError USAGE */
export async function startPageServer(source: PageSource, port: number): Promise<PageServer> {
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answer(request, response, source, listeners).catch(() => {
      if (!response.headersSent) {
        response.writeHead(500);
      }
      response.end();
    });
  });
  const origin = await listen(server, { host: "127.0.0.1", port }, "The preview");
  return {
    url: `${origin}/`,
    reload: () => {
      for (const listener of listeners) {
        listener.write("data: reload\n\n");
      }
    },
    close: async () => {
      for (const listener of listeners) {
        listener.end();
      }
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  source: PageSource,
  listeners: Set<ServerResponse>,
): Promise<void> {
  // Another site's page must not read this one under a name that it resolves to loopback.
  if (!isLoopbackHost(request.headers.host)) {
    return sendStatus(response, 421);
  }
  if (request.method !== "GET") {
    return sendStatus(response, 405);
  }
  const path = decodePath(request.url ?? "/");
  if (path === undefined) {
    return sendStatus(response, 400);
  }
  if (path === "/") {
    return sendHtml(response, indexPage(source.articles()));
  }
  if (path === "/events") {
    return listenTo(response, listeners);
  }
  const viewed = /^\/view\/([^/]+)$/.exec(path)?.[1];
  const article = source.articles().find(({ slug }) => slug === viewed);
  if (article !== undefined) {
    return sendHtml(response, viewPage(article));
  }
  await sendFile(response, source.outputDir(), path);
}

function decodePath(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url, "http://127.0.0.1").pathname);
  } catch {
    return undefined;
  }
}

function listenTo(response: ServerResponse, listeners: Set<ServerResponse>): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(":\n\n");
  listeners.add(response);
  response.on("close", () => listeners.delete(response));
}

function sendHtml(response: ServerResponse, html: string): void {
  response.writeHead(200, { "content-type": types[".html"], "cache-control": "no-store" });
  response.end(html);
}

function sendStatus(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${status}\n`);
}

async function sendFile(response: ServerResponse, folder: string, path: string): Promise<void> {
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    const type = types[extname(file)];
    if (!file.startsWith(root + sep) || type === undefined || !(await stat(file)).isFile()) {
      return sendStatus(response, 404);
    }
    response.writeHead(200, { "content-type": type, "cache-control": "no-store" });
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
  } catch {
    sendStatus(response, 404);
  }
}
