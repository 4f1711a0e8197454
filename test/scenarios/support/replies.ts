import { createHash } from "node:crypto";
import sharp from "sharp";
import type { Call, Reply } from "./exchange.ts";

/** What the server's text model says to a prompt: the same each time, another for another prompt. */
export function textFor(prompt: string): string {
  return `The answer is **${hash(prompt).slice(0, 12)}**, and nothing else.`;
}

/** What a request asks, whichever way it was asked. */
export function promptOf({ body }: Call): string {
  const { input, prompt, messages } = body;
  if (Array.isArray(messages)) {
    return (messages as { role: string; content: string }[]).at(-1)?.content ?? "";
  }
  return String(input ?? prompt);
}

/** A text in the shape of the endpoint that was called. */
export function textReply(
  { path, body }: Pick<Call, "path" | "body">,
  text: string,
  finish = "stop",
): Reply {
  const model = body["model"];
  const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
  if (path.endsWith("/chat/completions")) {
    const message = { role: "assistant", content: text, refusal: null };
    return { json: { model, choices: [{ index: 0, message, finish_reason: finish }], usage } };
  }
  if (path.endsWith("/completions")) {
    return { json: { model, choices: [{ index: 0, text, finish_reason: finish }], usage } };
  }
  return responsesReply({ model, content: [{ type: "output_text", text, annotations: [] }] });
}

/** A reply of `/responses`, whole unless something else is said. */
export function responsesReply({
  content,
  ...over
}: Readonly<Record<string, unknown>> & { content: readonly unknown[] }): Reply {
  const output = [
    { id: "rs_1", type: "reasoning", summary: [] },
    { id: "msg_1", type: "message", role: "assistant", status: "completed", content },
  ];
  const usage = { input_tokens: 10, output_tokens: 20, total_tokens: 30 };
  return {
    json: { id: "resp_1", object: "response", status: "completed", output, usage, ...over },
  };
}

/** An error as the API words it. */
export function errorReply(status: number, code: string, message: string): Reply {
  return { status, json: { error: { message, type: "error", param: null, code } } };
}

/** A small picture in a colour of its prompt and number. */
export function pictureFor(prompt: string, number: number): Promise<Buffer> {
  const [r = 0, g = 0, b = 0] = createHash("sha256").update(`${prompt} ${number}`).digest();
  const background = { r, g, b };
  return sharp({ create: { width: 48, height: 32, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Pictures as base64, as many as were asked for. */
async function imageReply(call: Call): Promise<Reply> {
  const pictures = await Promise.all(
    numbersOf(call).map((number) => pictureFor(promptOf(call), number)),
  );
  return { json: { created: 1, data: pictures.map((bytes) => ({ b64_json: toBase64(bytes) })) } };
}

let links = 0;

/** Pictures as links to files of the server, as many as were asked for; no link is given twice. */
export function linkReply(call: Call, origin = call.origin): Reply {
  const prompt = encodeURIComponent(promptOf(call));
  const data = numbersOf(call).map((number) => {
    links += 1;
    return { url: `${origin}/files/${prompt}/${number}.png?sig=${hash(`${prompt} ${links}`)}` };
  });
  return { json: { created: 1, data } };
}

/** The file behind a link of {@link linkReply}. */
async function fileReply({ path }: Call): Promise<Reply> {
  const [, prompt = "", number = ""] = /^\/files\/(.*)\/(\d+)\.png$/.exec(path) ?? [];
  const bytes = await pictureFor(decodeURIComponent(prompt), Number(number));
  return { headers: { "content-type": "image/png" }, bytes };
}

/** Answers everything: texts, pictures and their files. */
export async function answerAll(call: Call): Promise<Reply> {
  if (call.path.startsWith("/files/")) {
    return fileReply(call);
  }
  if (/\/images\/(?:generations|edits)$/.test(call.path)) {
    return imageReply(call);
  }
  return textReply(call, textFor(promptOf(call)));
}

function numbersOf({ body }: Call): readonly number[] {
  return Array.from({ length: Number(body["n"] ?? 1) }, (_, index) => index + 1);
}

function toBase64(bytes: Buffer): string {
  return bytes.toString("base64");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
