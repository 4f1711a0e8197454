import { z } from "zod";
import { content, readContent } from "./content-parts.ts";
import type { JsonSchema } from "./invent-json.ts";
import { askAtImages, findFamily, refuseOfReasoning, requireFamily } from "./models.ts";
import type { TextRequest } from "./text-answer.ts";
import { refuseValue } from "./validate.ts";
import { type Body, refuse } from "./wire.ts";

/** What all text endpoints take. */
export const commonParameters = {
  model: z.string().min(1),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  stream: z.boolean().nullish(),
  service_tier: z.string().nullish(),
};

/** The tiers of the API, by what a reply says of them. */
const servedTiers: Readonly<Record<string, string>> = {
  auto: "default",
  default: "default",
  scale: "default",
  flex: "flex",
  priority: "priority",
  fast: "priority",
};

/**
 * The tier that a reply names: only where the request does.
 * @throws ApiError 400 for one that a model of OpenAI's does not have
 */
export function nameTier({
  model,
  service_tier: tier,
}: {
  readonly model: string;
  readonly service_tier?: string | null | undefined;
}): { readonly service_tier?: string } {
  if (typeof tier !== "string") {
    return {};
  }
  const served = Object.hasOwn(servedTiers, tier) ? servedTiers[tier] : undefined;
  if (served === undefined && findFamily(model) !== undefined) {
    throw refuseValue("service_tier", `'${tier}'`, Object.keys(servedTiers));
  }
  return { service_tier: served ?? tier };
}

/** A limit of output tokens, by whichever name. */
export const tokenLimit = z.int().min(1).nullish();

/**
 * Refuses models that do not talk, and parameters that they do not take.
 * @param known the parameters of the real API
 * @throws ApiError 400 or 404
 */
export function requireTalker(
  body: Body,
  model: string,
  known: readonly string[],
  effort: string | null | undefined,
): void {
  const isCompletion = findFamily(model) === "completion";
  const instead = isCompletion ? "Did you mean /v1/completions?" : askAtImages;
  requireFamily(body, model, ["chat", "reasoning"], instead, known);
  refuseOfReasoning(model, body, effort);
}

/** A message of `/chat/completions`. */
export const chatMessage = z.looseObject({
  role: z.enum(["system", "assistant", "user", "function", "tool", "developer"]),
  content: content.nullish(),
});

/** An item of the input of `/responses`; the sandbox ignores those that are no messages. */
export const inputItem = z.looseObject({
  role: z.enum(["system", "assistant", "user", "developer"]).optional(),
  content: content.nullish(),
});

type Message = z.output<typeof inputItem> | z.output<typeof chatMessage>;

function readText({ content: said }: Message): string {
  return readContent(said).text;
}

function joinTexts(texts: readonly string[]): string | undefined {
  return texts.filter((text) => text !== "").join("\n\n") || undefined;
}

/**
 * Reads a conversation: the user's last message is the prompt, and what a system or a developer
 * says, wherever it stands, are the instructions.
 * @param param the parameter that holds the messages
 * @param first instructions that stand elsewhere in the request
 * @throws ApiError 400 when the user says nothing
 */
export function readMessages(
  messages: readonly Message[],
  param: string,
  first = "",
): Pick<TextRequest, "prompts" | "pictures" | "files" | "instructions" | "earlier"> {
  const prompt = messages.findLast(({ role }) => role === "user");
  if (prompt === undefined) {
    const message = `Invalid value for '${param}': no message of the role 'user'.`;
    throw refuse(param, "invalid_value", message);
  }
  const isSystem = ({ role }: Message): boolean => role === "system" || role === "developer";
  const earlier = messages.filter((message) => message !== prompt && !isSystem(message));
  const { text, pictures, files } = readContent(prompt.content);
  return {
    prompts: [text],
    pictures,
    files,
    instructions: joinTexts([first, ...messages.filter(isSystem).map(readText)]),
    earlier: joinTexts(earlier.map(readText)),
  };
}

/** How the API wants a schema to be wrapped: `json_schema` in chat, `text.format` in responses. */
const namedSchema = {
  name: z
    .string()
    .max(64)
    .regex(/^[\w-]+$/, "only letters, digits, '_' and '-'"),
  schema: z.record(z.string(), z.unknown()),
  strict: z.boolean().nullish(),
};
const plainFormat = z.looseObject({ type: z.enum(["text", "json_object"]) });

/** `response_format` of chat. */
export const chatFormat = z
  .discriminatedUnion("type", [
    z.looseObject({ type: z.literal("json_schema"), json_schema: z.looseObject(namedSchema) }),
    plainFormat,
  ])
  .nullish();

/** `text.format` of responses. */
export const textFormat = z
  .discriminatedUnion("type", [
    z.looseObject({ type: z.literal("json_schema"), ...namedSchema }),
    plainFormat,
  ])
  .nullish();

/**
 * The schema that an answer must fit; undefined where it need not be JSON.
 * @param said what the request says to the model: to get a `json_object` it must mention JSON
 * @param param where the format stands
 * @throws ApiError 400 as from the API
 */
export function readJsonSchema(
  format: z.output<typeof chatFormat> | z.output<typeof textFormat>,
  said: unknown,
  param: "response_format" | "text.format",
): JsonSchema | undefined {
  if (format?.type === "json_object") {
    if (!/json/i.test(JSON.stringify(said))) {
      const message = `The messages must contain the word 'json' in some form, to use '${param}' of type 'json_object'.`;
      throw refuse(param, "invalid_value", message);
    }
    return { type: "object" };
  }
  if (format?.type !== "json_schema") {
    return undefined;
  }
  const { schema, strict } = z.object(namedSchema).parse(format["json_schema"] ?? format);
  if (strict) {
    requireStrict(
      schema,
      param === "text.format" ? `${param}.schema` : `${param}.json_schema.schema`,
    );
  }
  return schema;
}

/** What the API asks of a schema that is to be kept strictly. */
function requireStrict(schema: JsonSchema, param: string): void {
  const refuseAt = (path: readonly string[], what: string): never => {
    const context = path.map((key) => `'${key}'`).join(", ");
    throw refuse(param, "invalid_json_schema", `Invalid schema: In context=(${context}), ${what}.`);
  };
  const visit = (part: unknown, path: readonly string[]): void => {
    if (typeof part !== "object" || part === null) {
      return;
    }
    const properties: unknown = Reflect.get(part, "properties");
    const isSchema = !["properties", "$defs", "definitions"].includes(path.at(-1) ?? "");
    if (isSchema && typeof properties === "object" && properties !== null) {
      if (Reflect.get(part, "additionalProperties") !== false) {
        refuseAt(path, "'additionalProperties' is required to be supplied and to be false");
      }
      const required: unknown = Reflect.get(part, "required");
      const lacking = Object.keys(properties).find(
        (key) => !Array.isArray(required) || !required.includes(key),
      );
      if (lacking !== undefined) {
        refuseAt(path, `'required' must include every key in properties; missing '${lacking}'`);
      }
    }
    for (const [key, inner] of Object.entries(part)) {
      visit(inner, [...path, key]);
    }
  };
  if (schema["type"] !== "object") {
    refuseAt([], "schema must have type 'object'");
  }
  visit(schema, []);
}
