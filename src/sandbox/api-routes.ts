import { createHash } from "node:crypto";
import type { ImageContext } from "./image-replies.ts";
import { replyToImages } from "./image-replies.ts";
import { requireObject } from "./read-body.ts";
import type { Reply } from "./reply.ts";
import type { ApiPath } from "./route.ts";
import { replyToChat, replyToCompletions, replyToResponses } from "./text-replies.ts";

const textReplies = {
  "/v1/completions": replyToCompletions,
  "/v1/chat/completions": replyToChat,
  "/v1/responses": replyToResponses,
} as const;

/**
 * Answers a POST to one of the API's paths.
 *
 * @param body the parsed body; undefined when it was not JSON
 * @throws {ApiError} 400 when it cannot be answered
 */
export async function replyToApi(
  path: ApiPath,
  body: unknown,
  context: ImageContext,
): Promise<Reply> {
  const request = requireObject(body);
  const id = createHash("sha256").update(path).update(JSON.stringify(request)).digest("hex");
  const textContext = { createdSeconds: context.createdSeconds, id: id.slice(0, 24) };
  if (path === "/v1/images/generations") {
    return replyToImages(request, context);
  }
  return textReplies[path](request, textContext);
}
