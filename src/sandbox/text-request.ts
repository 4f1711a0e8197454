import { z } from "zod";
import { ApiError } from "./reply.ts";
import { validateBody } from "./validate.ts";

/** What the three text endpoints have in common once their bodies are understood. */
export interface TextRequest {
  readonly model: string;
  readonly prompts: readonly string[];
  /** The addresses of the pictures that come with the prompt. */
  readonly pictures: readonly string[];
  /** The system's words, where the endpoint has a place for them. */
  readonly instructions: string | undefined;
  /** Undefined: no limit asked for. */
  readonly maxTokens: number | undefined;
  readonly temperature: number | undefined;
  readonly topP: number | undefined;
}

/** What `/completions` takes for a missing `max_tokens`. */
const completionsDefaultTokens = 16;

const tokenLimit = z.int().min(1).nullish();
const common = {
  model: z.string().min(1),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  stream: z.literal(false, "the sandbox does not stream").nullish(),
};
const contentPart = z.looseObject({
  text: z.string().optional(),
  // An object in chat, a text in responses.
  image_url: z.union([z.string(), z.looseObject({ url: z.string() })]).nullish(),
});
const content = z.union([z.string(), z.array(contentPart)]);
const message = z.looseObject({ role: z.string(), content: content.nullish() });

const completionsBody = z.looseObject({
  ...common,
  prompt: z.union([z.string().min(1), z.array(z.string()).min(1)]),
  max_tokens: tokenLimit,
});
const chatBody = z.looseObject({
  ...common,
  messages: z.array(message).min(1),
  max_completion_tokens: tokenLimit,
  max_tokens: tokenLimit,
});
const responsesBody = z.looseObject({
  ...common,
  input: z.union([z.string().min(1), z.array(message).min(1)]),
  instructions: z.string().nullish(),
  max_output_tokens: tokenLimit,
});

type Body = Readonly<Record<string, unknown>>;
type Message = z.output<typeof message>;

function readContent({ content: parts }: Message): string {
  if (parts === undefined || parts === null || typeof parts === "string") {
    return parts ?? "";
  }
  return parts.map((part) => part.text ?? "").join("");
}

function readPictures({ content: parts }: Message): readonly string[] {
  if (parts === undefined || parts === null || typeof parts === "string") return [];
  return parts.flatMap(({ image_url: url }) => (typeof url === "string" ? url : (url?.url ?? [])));
}

/** The last message of the user's, and all that a system or developer says. */
function readMessages(
  messages: readonly Message[],
  param: string,
): { prompt: string; pictures: readonly string[]; system: string } {
  const prompt = messages.findLast(({ role }) => role === "user");
  if (prompt === undefined) {
    throw new ApiError(`Invalid value for '${param}': no message of the role 'user'.`, {
      status: 400,
      param,
      code: "invalid_value",
    });
  }
  const system = messages.filter(({ role }) => role === "system" || role === "developer");
  return {
    prompt: readContent(prompt),
    pictures: readPictures(prompt),
    system: system.map(readContent).join("\n\n"),
  };
}

function readSampling(body: {
  temperature?: number | null | undefined;
  top_p?: number | null | undefined;
}): Pick<TextRequest, "temperature" | "topP"> {
  return { temperature: body.temperature ?? undefined, topP: body.top_p ?? undefined };
}

/** @throws {ApiError} 400 that names the parameter */
export function readCompletionsRequest(value: Body): TextRequest {
  const body = validateBody(completionsBody, value);
  return {
    model: body.model,
    prompts: typeof body.prompt === "string" ? [body.prompt] : body.prompt,
    pictures: [],
    instructions: undefined,
    maxTokens: body.max_tokens ?? completionsDefaultTokens,
    ...readSampling(body),
  };
}

/** @throws {ApiError} 400 that names the parameter */
export function readChatRequest(value: Body): TextRequest {
  const body = validateBody(chatBody, value);
  const { prompt, pictures, system } = readMessages(body.messages, "messages");
  return {
    model: body.model,
    prompts: [prompt],
    pictures,
    instructions: system === "" ? undefined : system,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    ...readSampling(body),
  };
}

/** @throws {ApiError} 400 that names the parameter */
export function readResponsesRequest(value: Body): TextRequest {
  const body = validateBody(responsesBody, value);
  const { prompt, pictures, system } =
    typeof body.input === "string"
      ? { prompt: body.input, pictures: [], system: "" }
      : readMessages(body.input, "input");
  const instructions = [body.instructions ?? "", system].filter((text) => text !== "").join("\n\n");
  return {
    model: body.model,
    prompts: [prompt],
    pictures,
    instructions: instructions === "" ? undefined : instructions,
    maxTokens: body.max_output_tokens ?? undefined,
    ...readSampling(body),
  };
}
