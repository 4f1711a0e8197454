import { createHash } from "node:crypto";
import { replyToChat } from "./chat.ts";
import { replyToCompletions } from "./completions.ts";
import { replyToEdits, replyToImages } from "./image-replies.ts";
import { requireObject } from "./read-body.ts";
import type { Reply, ReplyContext } from "./reply.ts";
import { replyToResponses } from "./responses.ts";

type Body = Readonly<Record<string, unknown>>;
type Answer = (body: Body, context: ReplyContext) => Promise<Reply>;

/** What takes a POST. */
const endpoints = {
  "/v1/completions": replyToCompletions,
  "/v1/chat/completions": replyToChat,
  "/v1/responses": replyToResponses,
  "/v1/images/generations": replyToImages,
  "/v1/images/edits": replyToEdits,
} as const satisfies Readonly<Record<string, Answer>>;

export type ApiPath = keyof typeof endpoints;

/**
 * Answers a POST to one of the API's paths.
 *
 * @param body the parsed body; undefined when it was neither JSON nor a form
 * @throws {ApiError} 400 when it cannot be answered
 */
export async function replyToApi(
  path: ApiPath,
  body: unknown,
  context: Omit<ReplyContext, "id">,
): Promise<Reply> {
  const request = requireObject(body);
  const id = createHash("sha256").update(path).update(JSON.stringify(request)).digest("hex");
  return endpoints[path](request, { ...context, id: id.slice(0, 24) });
}

/** Where a request belongs; `countedAs` is its name in the statistics. */
export type Route = { readonly countedAs: string } & (
  | { readonly kind: "api"; readonly path: ApiPath }
  | { readonly kind: "models" }
  | { readonly kind: "model"; readonly id: string }
  | { readonly kind: "file" }
  | { readonly kind: "poster" }
  | { readonly kind: "unknown" }
  | { readonly kind: "wrong-method"; readonly allowed: "GET" | "POST" }
);

/** Finds the route of a method and a path. Unknown paths are all counted as `other`. */
export function findRoute(method: string, path: string): Route {
  if (isApiPath(path)) {
    return method === "POST"
      ? { kind: "api", path, countedAs: path }
      : { kind: "wrong-method", allowed: "POST", countedAs: path };
  }
  const found = findReadable(path);
  return found.kind === "unknown" || method === "GET"
    ? found
    : { kind: "wrong-method", allowed: "GET", countedAs: found.countedAs };
}

function isApiPath(path: string): path is ApiPath {
  return Object.hasOwn(endpoints, path);
}

function findReadable(path: string): Route {
  if (path === "/v1/models") {
    return { kind: "models", countedAs: path };
  }
  const id = /^\/v1\/models\/(.+)$/.exec(path)?.[1];
  if (id !== undefined) {
    return { kind: "model", id: decode(id), countedAs: "/v1/models" };
  }
  if (path.startsWith("/files/")) {
    return { kind: "file", countedAs: "/files" };
  }
  if (/^\/posters\/[\w-]{11}\.jpg$/.test(path)) {
    return { kind: "poster", countedAs: "/posters" };
  }
  return { kind: "unknown", countedAs: "other" };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
