import type { Reply } from "./reply.ts";
import { replyJson } from "./reply.ts";

const listed = ["gpt-5.4-mini", "gpt-image-2", "gpt-3.5-turbo-instruct"];

/** GET /v1/models: a few names to choose from; the sandbox answers under any other as well. */
export function replyToModels(): Reply {
  const data = listed.map((id) => ({
    id,
    object: "model",
    created: 1_767_225_600,
    owned_by: "prelo-sandbox",
    shutdown_date: null,
  }));
  return replyJson({ object: "list", data });
}
