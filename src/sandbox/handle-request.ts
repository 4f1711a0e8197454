import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ImageLinks } from "./downloads.ts";
import { replyToFile, replyToPoster } from "./downloads.ts";
import { createServerError, drawCut, drawFault } from "./faults.ts";
import { isLoopbackHost } from "./loopback.ts";
import { replyToModel, replyToModels } from "./models.ts";
import type { SandboxSettings } from "./options.ts";
import type { RateLimiter } from "./rate-limit.ts";
import { parseBody, readBody } from "./read-body.ts";
import type { Reply } from "./reply.ts";
import { ApiError, replyError } from "./reply.ts";
import type { ApiPath, Route } from "./routes.ts";
import { findRoute, replyToApi } from "./routes.ts";
import type { StatsCounter } from "./stats.ts";

export interface RequestContext {
  readonly settings: SandboxSettings;
  readonly counter: StatsCounter;
  readonly links: ImageLinks;
  readonly limiter: RateLimiter;
  /** How often conversations have asked for a picture, by its prompt. */
  readonly turns: Map<string, number>;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly requestId: string;
  /** Aborted when the server closes. */
  readonly signal: AbortSignal;
}

type Outcome =
  | { readonly kind: "reply"; readonly reply: Reply }
  /** The reply announces its whole length, but breaks off in the middle. */
  | { readonly kind: "cut"; readonly reply: Reply }
  | { readonly kind: "reset" | "hang" };

/**
 * Answers one HTTP request: routes it, lets faults and limits have their way, and writes the reply.
 */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
): Promise<void> {
  const outcome = await decideOutcome(request, response, context);
  switch (outcome.kind) {
    case "reply":
      writeHead(response, outcome.reply, context).end(outcome.reply.body);
      return;
    case "cut": {
      const half = outcome.reply.body.subarray(0, Math.floor(outcome.reply.body.length / 2));
      writeHead(response, outcome.reply, context).write(half, () => response.destroy());
      return;
    }
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "hang":
      await once(response, "close");
      return;
  }
}

function writeHead(
  response: ServerResponse,
  reply: Reply,
  context: RequestContext,
): ServerResponse {
  return response.writeHead(reply.status, {
    ...reply.headers,
    "content-length": reply.body.length,
    "x-request-id": context.requestId,
  });
}

async function decideOutcome(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
): Promise<Outcome> {
  try {
    requireLoopback(request);
    const link = readLink(request, context.origin);
    const route = findRoute(request.method ?? "", link.pathname);
    context.counter.countPath(route.countedAs);
    if (route.kind === "api") {
      response.once("close", context.counter.enter());
    }
    const body = await readBody(request);
    const parsed = await parseBody(body, request.headers["content-type"]);
    context.settings.onRequest?.({
      method: request.method ?? "",
      path: link.pathname,
      body: parsed,
      authorization: request.headers.authorization !== undefined,
    });
    return await followRoute(route, link, parsed, context);
  } catch (error) {
    return { kind: "reply", reply: replyError(toApiError(error)) };
  }
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) {
    return error;
  }
  // What reads a body calls itself for each level.
  return error instanceof RangeError
    ? new ApiError("The request's body is nested too deeply.", { status: 400 })
    : new ApiError("The sandbox itself failed.", { status: 500, type: "server_error" });
}

/** Another site's page must not read this server under a name that it resolves to loopback. */
function requireLoopback({ headers: { host } }: IncomingMessage): void {
  if (isLoopbackHost(host)) {
    return;
  }
  throw new ApiError(
    `The sandbox answers to localhost, 127.0.0.1 and [::1] only, not to '${host?.slice(0, 100)}'. Ask it under one of these names.`,
    { status: 421, code: "misdirected_request" },
  );
}

function readLink(request: IncomingMessage, origin: string): URL {
  const text = origin + (request.url ?? "/");
  if (!URL.canParse(text)) {
    throw new ApiError("The request's path is not understood.", { status: 400 });
  }
  return new URL(text);
}

async function followRoute(
  route: Route,
  link: URL,
  body: unknown,
  context: RequestContext,
): Promise<Outcome> {
  if (route.kind === "api") {
    return serveApi(route.path, body, context);
  }
  if (route.kind === "models") {
    return { kind: "reply", reply: replyToModels() };
  }
  if (route.kind === "model") {
    return { kind: "reply", reply: replyToModel(route.id) };
  }
  if (route.kind === "file") {
    return serveDownload(await replyToFile(link, context.links), context);
  }
  if (route.kind === "poster") {
    return serveDownload(await replyToPoster(link.pathname), context);
  }
  throw refuseRoute(route, link.pathname);
}

function refuseRoute(
  route: Extract<Route, { kind: "unknown" | "wrong-method" }>,
  path: string,
): ApiError {
  return route.kind === "unknown"
    ? new ApiError(`Invalid URL (${path}): the sandbox has no such path.`, { status: 404 })
    : new ApiError(`Not allowed: this path takes only ${route.allowed}.`, {
        status: 405,
        headers: { allow: route.allowed },
      });
}

async function serveApi(path: ApiPath, body: unknown, context: RequestContext): Promise<Outcome> {
  const { settings, counter, limiter, links, turns, origin, signal } = context;
  const { headers, refusal } = limiter.take();
  const fault = refusal === undefined ? drawFault(settings) : undefined;
  if (fault !== undefined) {
    counter.count("faults");
  }
  if (fault === "reset" || fault === "hang") {
    return { kind: fault };
  }
  if (settings.latencyMs > 0) {
    await sleep(settings.latencyMs, undefined, { signal });
  }
  if (refusal !== undefined) {
    counter.count("rateLimited");
    return { kind: "reply", reply: addHeaders(refusal, headers) };
  }
  if (fault === "error") {
    const reply = replyError(createServerError(counter.stats.faults % 2 === 0));
    return { kind: "reply", reply: addHeaders(reply, headers) };
  }
  const reply = await replyToApi(path, body, {
    createdSeconds: Math.floor(settings.now() / 1000),
    linkTo: (picture) => origin + links.create(picture),
    imageReply: settings.imageReply,
    turnOf: (prompt) => {
      const turn = turns.get(prompt) ?? 0;
      turns.set(prompt, turn + 1);
      return turn;
    },
    countImages: (images) => counter.count("images", images),
  });
  counter.count("answered");
  return { kind: "reply", reply: addHeaders(reply, headers) };
}

function addHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

function serveDownload(reply: Reply, { settings, counter }: RequestContext): Outcome {
  if (reply.status === 200 && drawCut(settings)) {
    counter.count("faults");
    return { kind: "cut", reply };
  }
  if (reply.status === 200) {
    counter.count("downloads");
  }
  return { kind: "reply", reply };
}
