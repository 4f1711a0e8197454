import { z } from "zod";
import { refuse } from "./parameters.ts";
import type { TextRequest } from "./text-answer.ts";

const contentPart = z.looseObject({
  text: z.string().optional(),
  // An object in chat, a text in responses.
  image_url: z.union([z.string(), z.looseObject({ url: z.string() })]).nullish(),
});
const content = z.union([z.string(), z.array(contentPart)]);

/** A message of `/chat/completions`. */
export const chatMessage = z.looseObject({
  role: z.enum(["system", "assistant", "user", "function", "tool", "developer"]),
  content: content.nullish(),
});

/** An item of the input of `/responses`; what is no message is no concern of the sandbox's. */
export const inputItem = z.looseObject({
  role: z.enum(["system", "assistant", "user", "developer"]).optional(),
  content: content.nullish(),
});

type Message = z.output<typeof inputItem> | z.output<typeof chatMessage>;

function readText({ content: parts }: Message): string {
  if (parts === undefined || parts === null || typeof parts === "string") {
    return parts ?? "";
  }
  return parts.map((part) => part.text ?? "").join("");
}

function readPictures({ content: parts }: Message): readonly string[] {
  if (parts === undefined || parts === null || typeof parts === "string") {
    return [];
  }
  return parts.flatMap(({ image_url: url }) => (typeof url === "string" ? url : (url?.url ?? [])));
}

function joinTexts(texts: readonly string[]): string | undefined {
  return texts.filter((text) => text !== "").join("\n\n") || undefined;
}

/**
 * Reads a conversation: the user's last message is the prompt, and what a system or a developer
 * says, wherever it stands, are the instructions.
 *
 * @param param the parameter that holds the messages
 * @param first instructions that stand elsewhere in the request
 * @throws {ApiError} 400 when the user says nothing
 */
export function readMessages(
  messages: readonly Message[],
  param: string,
  first = "",
): Pick<TextRequest, "prompts" | "pictures" | "instructions" | "earlier"> {
  const prompt = messages.findLast(({ role }) => role === "user");
  if (prompt === undefined) {
    throw refuse(
      param,
      "invalid_value",
      `Invalid value for '${param}': no message of the role 'user'.`,
    );
  }
  const isSystem = ({ role }: Message): boolean => role === "system" || role === "developer";
  const earlier = messages.filter((message) => message !== prompt && !isSystem(message));
  return {
    prompts: [readText(prompt)],
    pictures: readPictures(prompt),
    instructions: joinTexts([first, ...messages.filter(isSystem).map(readText)]),
    earlier: joinTexts(earlier.map(readText)),
  };
}
