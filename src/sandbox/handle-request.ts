import { createHash } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { replyToChat, replyToCompletions } from "./completions.ts";
import { type ImageLinks, replyToFile, replyToPoster } from "./downloads.ts";
import { replyToEdits, replyToImages } from "./images.ts";
import { isLoopbackHost } from "./loopback.ts";
import { replyToModel, replyToModels } from "./models.ts";
import type { SandboxSettings, SandboxStats } from "./options.ts";
import { replyToResponses } from "./responses.ts";
import { createServerError, drawCut, drawFault, type RateLimiter } from "./trouble.ts";
import {
  ApiError,
  type Endpoint,
  readBody,
  type Reply,
  replyError,
  requireObject,
} from "./wire.ts";

/** What the requests to a running sandbox share. */
export interface SandboxState {
  readonly settings: SandboxSettings;
  readonly stats: { -readonly [Name in keyof SandboxStats]: SandboxStats[Name] } & {
    readonly paths: Record<string, number>;
  };
  /** How many API requests are in the server now. */
  inside: number;
  readonly links: ImageLinks;
  readonly limiter: RateLimiter;
  /** How often conversations have asked for a picture, by its prompt. */
  readonly turns: Map<string, number>;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Aborted when the server closes. */
  readonly signal: AbortSignal;
}

/** A reply, whole or broken off in the middle; a connection that is reset; or no answer at all. */
type Outcome = { readonly reply: Reply; readonly isCut?: boolean } | "reset" | "hang";

interface Route {
  /** Its name in the statistics. */
  readonly countedAs: string;
  /** Undefined where nothing is. */
  readonly method: "GET" | "POST" | undefined;
  readonly answer: (link: URL, body: unknown, state: SandboxState) => Outcome | Promise<Outcome>;
}

/** What takes a POST, and counts as an API request. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  "/v1/completions": replyToCompletions,
  "/v1/chat/completions": replyToChat,
  "/v1/responses": replyToResponses,
  "/v1/images/generations": replyToImages,
  "/v1/images/edits": replyToEdits,
};

/** Finds what answers at a path. Unknown paths are all counted as `other`. */
function findRoute(path: string): Route {
  const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
  if (endpoint !== undefined) {
    const answer: Route["answer"] = (_, body, state) => serveApi(path, endpoint, body, state);
    return { countedAs: path, method: "POST", answer };
  }
  if (path === "/v1/models") {
    return { countedAs: path, method: "GET", answer: () => ({ reply: replyToModels() }) };
  }
  const id = /^\/v1\/models\/(.+)$/.exec(path)?.[1];
  if (id !== undefined) {
    const answer = (): Outcome => ({ reply: replyToModel(decode(id)) });
    return { countedAs: "/v1/models", method: "GET", answer };
  }
  if (path.startsWith("/files/")) {
    const answer: Route["answer"] = async (link, _, state) =>
      serveDownload(await replyToFile(link, state.links), state);
    return { countedAs: "/files", method: "GET", answer };
  }
  if (/^\/posters\/[\w-]{11}\.jpg$/.test(path)) {
    const answer: Route["answer"] = async (_link, _body, state) =>
      serveDownload(await replyToPoster(path), state);
    return { countedAs: "/posters", method: "GET", answer };
  }
  const answer = (): never => {
    const message = `Invalid URL (${path}): the sandbox has no such path.`;
    throw new ApiError(message, { status: 404 });
  };
  return { countedAs: "other", method: undefined, answer };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Answers one HTTP request: finds its route, applies faults and limits, and writes the reply. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  state: SandboxState,
): Promise<void> {
  const outcome = await decideOutcome(request, response, state);
  if (outcome === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  if (outcome === "hang") {
    await once(response, "close");
    return;
  }
  const { status, headers, body } = outcome.reply;
  const { length } = body;
  response.writeHead(status, { ...headers, "content-length": length, "x-request-id": requestId });
  if (outcome.isCut) {
    response.write(body.subarray(0, Math.floor(length / 2)), () => response.destroy());
  } else {
    response.end(body);
  }
}

async function decideOutcome(
  request: IncomingMessage,
  response: ServerResponse,
  state: SandboxState,
): Promise<Outcome> {
  const { settings, stats, origin } = state;
  const { method = "", url = "/", headers } = request;
  try {
    requireLoopback(headers.host);
    if (!URL.canParse(origin + url)) {
      throw new ApiError("The request's path is not understood.", { status: 400 });
    }
    const link = new URL(origin + url);
    const route = findRoute(link.pathname);
    const isAllowed = route.method === undefined || route.method === method;
    stats.paths[route.countedAs] = (stats.paths[route.countedAs] ?? 0) + 1;
    if (isAllowed && route.method === "POST") {
      countInside(response, state);
    }
    const body = await readBody(request);
    const authorization = headers.authorization !== undefined;
    settings.onRequest?.({ method, path: link.pathname, body, authorization });
    if (!isAllowed) {
      throw new ApiError(`Not allowed: this path takes only ${route.method}.`, {
        status: 405,
        headers: { allow: route.method ?? "" },
      });
    }
    return await route.answer(link, body, state);
  } catch (error) {
    return { reply: replyError(toApiError(error)) };
  }
}

/** Another site's page must not read this server under a name that it resolves to loopback. */
function requireLoopback(host: string | undefined): void {
  if (!isLoopbackHost(host)) {
    throw new ApiError(
      `The sandbox answers to localhost, 127.0.0.1 and [::1] only, not to '${host?.slice(0, 100)}'. Ask it under one of these names.`,
      { status: 421, code: "misdirected_request" },
    );
  }
}

function countInside(response: ServerResponse, state: SandboxState): void {
  state.inside += 1;
  state.stats.peakConcurrency = Math.max(state.stats.peakConcurrency, state.inside);
  response.once("close", () => {
    state.inside -= 1;
  });
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) {
    return error;
  }
  // Reading a body recurses once for each level.
  return error instanceof RangeError
    ? new ApiError("The request's body is nested too deeply.", { status: 400 })
    : new ApiError("The sandbox itself failed.", { status: 500, type: "server_error" });
}

async function serveApi(
  path: string,
  endpoint: Endpoint,
  value: unknown,
  { settings, stats, limiter, links, turns, origin, signal }: SandboxState,
): Promise<Outcome> {
  const { headers, refusal } = limiter.take();
  const withHeaders = (reply: Reply): Outcome => ({
    reply: { ...reply, headers: { ...headers, ...reply.headers } },
  });
  const fault = refusal === undefined ? drawFault(settings) : undefined;
  stats.faults += fault === undefined ? 0 : 1;
  if (fault === "reset" || fault === "hang") {
    return fault;
  }
  if (settings.latencyMs > 0) {
    await sleep(settings.latencyMs, undefined, { signal });
  }
  if (refusal !== undefined) {
    stats.rateLimited += 1;
    return withHeaders(replyError(refusal));
  }
  if (fault === "error") {
    return withHeaders(replyError(createServerError(stats.faults % 2 === 0)));
  }
  const body = requireObject(value);
  const id = createHash("sha256").update(path).update(JSON.stringify(body)).digest("hex");
  const reply = await endpoint(body, {
    createdSeconds: Math.floor(settings.now() / 1000),
    id: id.slice(0, 24),
    imageReply: settings.imageReply,
    linkTo: (picture) => origin + links.create(picture),
    turnOf: (prompt) => {
      const turn = turns.get(prompt) ?? 0;
      turns.set(prompt, turn + 1);
      return turn;
    },
    countImages: (images) => {
      stats.images += images;
    },
  });
  stats.answered += 1;
  return withHeaders(reply);
}

function serveDownload(reply: Reply, { settings, stats }: SandboxState): Outcome {
  if (reply.status !== 200) {
    return { reply };
  }
  const isCut = drawCut(settings);
  stats[isCut ? "faults" : "downloads"] += 1;
  return { reply, isCut };
}
