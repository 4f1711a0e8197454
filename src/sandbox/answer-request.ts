import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { StoredFile } from "./batches/stored-files.ts";
import { replyToChat, replyToCompletions } from "./completions.ts";
import { replyToEdits, replyToImages } from "./images.ts";
import type { CacheVisit } from "./prompt-cache.ts";
import { replyToInputTokens, replyToResponses } from "./responses.ts";
import type { SandboxState } from "./state.ts";
import { createFlexRefusal, createServerError, drawFault, drawFlexRefusal } from "./trouble.ts";
import { ApiError, type Endpoint, type Reply, replyError, requireObject } from "./wire.ts";

/** A reply, whole or broken off in the middle; a file; a connection that is reset; or no answer. */
export type Outcome =
  | { readonly reply: Reply; readonly isCut?: boolean }
  | { readonly content: StoredFile }
  | "reset"
  | "hang";

/** What takes a POST, and counts as an API request. */
export const endpoints: Readonly<Record<string, Endpoint>> = {
  "/v1/completions": replyToCompletions,
  "/v1/chat/completions": replyToChat,
  "/v1/responses": replyToResponses,
  "/v1/responses/input_tokens": replyToInputTokens,
  "/v1/images/generations": replyToImages,
  "/v1/images/edits": replyToEdits,
};

/** The error to send for whatever was thrown. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) {
    return error;
  }
  // Reading a body recurses once for each level.
  return error instanceof RangeError
    ? new ApiError("The request's body is nested too deeply.", { status: 400 })
    : new ApiError("The sandbox itself failed.", { status: 500, type: "server_error" });
}

/** Answers a request to one of the {@link endpoints}, within the limits and with the faults. */
export async function serveApi(
  path: string,
  value: unknown,
  state: SandboxState,
): Promise<Outcome> {
  const { limiter, stats } = state;
  const visit = state.visitCache();
  const { headers, refusal } = limiter.take();
  const outcome = await serveWithFaults(state, refusal, async () => {
    const reply = await answer(path, value, state, visit);
    stats.answered += 1;
    return { reply };
  });
  return typeof outcome === "object" && "reply" in outcome
    ? { reply: { ...outcome.reply, headers: { ...headers, ...outcome.reply.headers } } }
    : outcome;
}

/**
 * Lets a request wait, and applies the faults that the sandbox was asked for.
 * @param refusal what to say instead of an answer
 */
export async function serveWithFaults(
  { settings, stats, signal }: SandboxState,
  refusal: ApiError | undefined,
  serve: () => Outcome | Promise<Outcome>,
): Promise<Outcome> {
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
    return { reply: replyError(refusal) };
  }
  return fault === "error"
    ? { reply: replyError(createServerError(stats.faults % 2 === 0)) }
    : serve();
}

/** Answers a line of a batch: an error is an answer as well. */
export async function answerLine(
  path: string,
  value: unknown,
  state: SandboxState,
): Promise<Reply> {
  try {
    const reply = await answer(path, value, state, state.visitCache());
    state.stats.batchLines += 1;
    return reply;
  } catch (error) {
    return replyError(toApiError(error));
  }
}

async function answer(
  path: string,
  value: unknown,
  { settings, stats, links, turns, origin }: SandboxState,
  visit: CacheVisit,
): Promise<Reply> {
  const body = requireObject(value);
  const id = createHash("sha256").update(path).update(JSON.stringify(body)).digest("hex");
  if (body["service_tier"] === "flex" && drawFlexRefusal(settings)) {
    stats.faults += 1;
    throw createFlexRefusal();
  }
  const endpoint = endpoints[path];
  if (endpoint === undefined) {
    throw new ApiError(`Invalid URL (${path}): the sandbox has no such path.`, { status: 404 });
  }
  return endpoint(body, {
    createdSeconds: Math.floor(settings.now() / 1000),
    id: id.slice(0, 24),
    imageReply: settings.imageReply,
    linkTo: (picture) => origin + links.create(picture),
    turnOf: (prompt) => {
      const turn = turns.get(prompt) ?? 0;
      turns.set(prompt, turn + 1);
      return turn;
    },
    countCached: (inputTokens) => visit.count(body, inputTokens),
    countImages: (images) => {
      stats.images += images;
    },
  });
}
