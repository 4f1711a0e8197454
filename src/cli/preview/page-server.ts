import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { PreloError } from "../../errors.ts";
import { listen } from "../../sandbox/listen.ts";
import { readAsset } from "./assets.ts";
import { describeProblems } from "./describe.ts";
import { makeToken, refusalOf } from "./guard.ts";
import { json, readJson, type Reply, send, sendStatus } from "./replies.ts";
import { shellPage, shellPolicy } from "./shell.ts";
import type {
  ArticleReply,
  AskRequest,
  ChooseRequest,
  EditRequest,
  ListReply,
  Message,
} from "./wire.ts";
import { ownPath } from "./wire.ts";

/** What the server shows and does: asked anew for each request, since a change may come at any time. */
export interface PageSource {
  readonly list: () => Promise<ListReply>;
  readonly article: (slug: string) => Promise<ArticleReply>;
  /** A page or a picture of an article, with its path below the article's folder. */
  readonly file: (slug: string, file: string) => Promise<Reply | undefined>;
  /** @throws PreloError USAGE where nothing is to be asked */
  readonly ask: (request: AskRequest) => Promise<void>;
  readonly stop: () => void;
  /** @throws PreloError USAGE, LOCKED, EDIT_CONFLICT, WRITE_FAILED */
  readonly edit: (request: EditRequest) => Promise<void>;
  /** @throws PreloError USAGE, LOCKED, WRITE_FAILED */
  readonly choose: (request: ChooseRequest) => Promise<void>;
}

export interface PageServer {
  readonly url: string;
  /** The articles that are looked at now. */
  viewed(): readonly string[];
  /** Tells every open page. */
  tell(message: Message): void;
  close(): Promise<void>;
}

const askRequest = z.strictObject({
  article: z.string(),
  blocks: z.array(z.string()).exactOptional(),
});
const chooseRequest = z.strictObject({ article: z.string(), block: z.string() });
const editRequest = z.strictObject({
  article: z.string(),
  block: z.string(),
  text: z.string(),
  before: z.string(),
});

/** Serves the preview on 127.0.0.1. @param port 0 takes a free one @throws PreloError USAGE */
export async function startPageServer(source: PageSource, port: number): Promise<PageServer> {
  const token = makeToken();
  /** The open pages, with the article that each shows. */
  const listeners = new Map<ServerResponse, string | undefined>();
  const server = createServer((request, response) => {
    const refusal = refusalOf(request, token);
    if (refusal !== undefined) {
      return sendStatus(response, refusal);
    }
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy();
      } else {
        const status = error instanceof PreloError ? (error.code === "USAGE" ? 400 : 409) : 500;
        send(response, json({ problems: describeProblems(error) }), status);
      }
    });
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = parseUrl(request.url ?? "/");
    const path = url && decodePath(url);
    if (path === `${ownPath}events` && request.method === "GET") {
      return listenTo(response, listeners, url?.searchParams.get("article") ?? undefined);
    }
    const reply =
      request.method === "POST"
        ? await act(path, request, source)
        : await find(path, source, token);
    return reply === undefined ? sendStatus(response, 404) : send(response, reply);
  };
  const origin = await listen(server, { host: "127.0.0.1", port }, "The preview");
  return {
    url: `${origin}/`,
    viewed: () => [...new Set(listeners.values())].filter((slug) => slug !== undefined),
    tell: (message) => {
      for (const listener of listeners.keys()) {
        listener.write(`data: ${JSON.stringify(message)}\n\n`);
      }
    },
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

async function find(
  path: string | undefined,
  source: PageSource,
  token: string,
): Promise<Reply | undefined> {
  if (path === "/" || (path !== undefined && /^\/view\/[^/.]+$/.test(path))) {
    return { type: "text/html; charset=utf-8", body: shellPage(token), policy: shellPolicy };
  }
  if (path?.startsWith(ownPath) === true) {
    const name = path.slice(ownPath.length);
    const slug = /^articles\/([^/]+)$/.exec(name)?.[1];
    return name === "articles"
      ? json(await source.list())
      : slug === undefined
        ? readAsset(name)
        : json(await source.article(slug));
  }
  const [, slug, file] = /^\/([^/]+)\/(.+)$/.exec(path ?? "") ?? [];
  return slug === undefined || file === undefined ? undefined : source.file(slug, file);
}

/** Does what a page wants done. @throws PreloError */
async function act(
  path: string | undefined,
  request: IncomingMessage,
  source: PageSource,
): Promise<Reply | undefined> {
  if (path === `${ownPath}ask`) {
    await source.ask(parse(askRequest, await readJson(request)));
  } else if (path === `${ownPath}stop`) {
    source.stop();
  } else if (path === `${ownPath}edit`) {
    await source.edit(parse(editRequest, await readJson(request)));
  } else if (path === `${ownPath}choose`) {
    await source.choose(parse(chooseRequest, await readJson(request)));
  } else {
    return undefined;
  }
  return json({});
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new PreloError("USAGE", "the request is not what the preview's page sends", {
      hint: "Load the page anew.",
      cause: result.error,
    });
  }
  return result.data;
}

function parseUrl(url: string): URL | undefined {
  return URL.canParse(url, "http://127.0.0.1") ? new URL(url, "http://127.0.0.1") : undefined;
}

function decodePath({ pathname }: URL): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}

function listenTo(
  response: ServerResponse,
  listeners: Map<ServerResponse, string | undefined>,
  article: string | undefined,
): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(":\n\n");
  listeners.set(response, article);
  response.on("close", () => listeners.delete(response));
}
