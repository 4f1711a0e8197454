import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { type Outcome, toApiError } from "./answer-request.ts";
import { isLoopbackHost } from "./loopback.ts";
import { findAnswer, findRoute } from "./routes.ts";
import type { SandboxState } from "./state.ts";
import { ApiError, maxUploadBytes, readBody, replyError } from "./wire.ts";

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
  const common = { "x-request-id": requestId };
  if ("content" in outcome) {
    const { content } = outcome;
    const headers = {
      "content-type": "application/octet-stream",
      "content-length": content.bytes,
    };
    response.writeHead(200, { ...headers, ...common });
    await pipeline(content.stream(), response);
    return;
  }
  const { status, headers, body } = outcome.reply;
  const { length } = body;
  response.writeHead(status, { ...headers, "content-length": length, ...common });
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
    const path = link.pathname;
    const { route, id } = findRoute(path);
    stats.paths[route.countedAs] = (stats.paths[route.countedAs] ?? 0) + 1;
    if (route.isApi && method === "POST") {
      countInside(response, state);
    }
    const isUpload = route.countedAs === "/v1/files";
    const body = await readBody(request, isUpload ? maxUploadBytes : undefined);
    const authorization = headers.authorization !== undefined;
    settings.onRequest?.({ method, path, body, authorization });
    return await findAnswer(route, method, path)({ link, id, body, state });
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
