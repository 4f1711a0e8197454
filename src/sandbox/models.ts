import { refuseUnknown } from "./validate.ts";
import { ApiError, type Body, refuse, type Reply, replyJson } from "./wire.ts";

/** What a model of OpenAI's is for, as far as it changes what a request may say. */
export type Family = "reasoning" | "chat" | "completion" | "gpt-image" | "dall-e";

const families: readonly (readonly [RegExp, Family])[] = [
  [/^(?:gpt-image|chatgpt-image)/, "gpt-image"],
  [/^dall-e/, "dall-e"],
  [/^(?:gpt-3\.5-turbo-instruct|text-davinci|davinci|babbage)/, "completion"],
  [/^(?:gpt-[34]|chatgpt|gpt-\d+(?:\.\d+)?-chat)/, "chat"],
  [/^(?:o\d|gpt-\d)/, "reasoning"],
];

/** The family of a model by its name; undefined for one that is not OpenAI's. */
export function findFamily(model: string): Family | undefined {
  return families.find(([pattern]) => pattern.test(model))?.[1];
}

/** What to do with a model that draws, where models write. */
export const askAtImages = "Use /v1/images/generations for a model that draws.";

/**
 * Refuses a model that the API does not serve at a path, and parameters that it does not know
 * there. A model that is not OpenAI's may take any: compatible servers have rules of their own.
 * @param served the families that it does serve there
 * @param known the parameters of the real API
 * @throws ApiError 400 or 404
 */
export function requireFamily(
  body: Body,
  model: string,
  served: readonly Family[],
  instead: string,
  known: readonly string[],
): void {
  const family = findFamily(model);
  if (family === undefined) {
    return;
  }
  if (!served.includes(family)) {
    throw new ApiError(`The model '${model}' is not supported here. ${instead}`, {
      status: family === "gpt-image" || family === "dall-e" ? 400 : 404,
      param: "model",
      code: "model_not_supported",
    });
  }
  refuseUnknown(body, known);
}

const onlyDefault = new Set(["temperature", "top_p"]);
const neverReasoning = new Set(
  "presence_penalty frequency_penalty logit_bias logprobs top_logprobs stop".split(" "),
);

function notSupported(param: string, more = ""): ApiError {
  const message = `Unsupported parameter: '${param}' is not supported with this model.${more}`;
  return refuse(param, "unsupported_parameter", message);
}

/**
 * Refuses what reasoning models do not take: sampling, stop sequences, and chat's old name of the
 * limit. The newer ones sample where the request switches reasoning off.
 * @throws ApiError 400 that names the parameter
 */
export function refuseOfReasoning(model: string, body: Body, effort: unknown): void {
  if (findFamily(model) !== "reasoning") {
    return;
  }
  if ("max_tokens" in body) {
    throw notSupported("max_tokens", " Use 'max_completion_tokens' instead.");
  }
  const given = Object.entries(body).filter(
    ([, value]) => value !== null && value !== undefined && value !== 1,
  );
  for (const [param, value] of effort === "none" ? [] : given) {
    if (onlyDefault.has(param)) {
      throw refuse(
        param,
        "unsupported_value",
        `Unsupported value: '${param}' does not support ${JSON.stringify(value)} with this model. Only the default (1) value is supported.`,
      );
    }
    if (neverReasoning.has(param) && value !== 0 && value !== false) {
      throw notSupported(param);
    }
  }
}

/** Models to choose from, with the day on which each ends, as published in November 2026. */
const listed: Readonly<Record<string, string | null>> = {
  "gpt-5.4-mini": null,
  "gpt-image-2": null,
  "gpt-3.5-turbo-instruct": null,
  "gpt-4.1": "2027-01-14",
  "gpt-4o": "2027-01-14",
  "gpt-5": "2026-12-11",
  "gpt-5-mini": "2026-12-11",
  "gpt-5-nano": "2026-12-11",
  "gpt-5.1": "2027-04-01",
  o3: "2026-12-11",
  "gpt-image-1-mini": "2026-12-01",
  "gpt-image-1.5": "2026-12-01",
};

function describeModel(id: string, shutdownDate: string | null): object {
  return {
    id,
    object: "model",
    created: 1_767_225_600,
    owned_by: "prelo-sandbox",
    shutdown_date: shutdownDate,
  };
}

/** GET /v1/models: a few names to choose from; the sandbox answers under any other as well. */
export function replyToModels(): Reply {
  const data = Object.entries(listed).map(([id, end]) => describeModel(id, end));
  return replyJson({ object: "list", data });
}

/**
 * GET /v1/models/NAME
 * @throws ApiError 404 for a name that is not in the list
 */
export function replyToModel(id: string): Reply {
  const end = Object.hasOwn(listed, id) ? listed[id] : undefined;
  if (end === undefined) {
    throw new ApiError(`The model '${id}' does not exist or you do not have access to it.`, {
      status: 404,
      param: "model",
      code: "model_not_found",
    });
  }
  return replyJson(describeModel(id, end));
}
