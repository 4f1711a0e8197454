import { createHash } from "node:crypto";
import { describeScene } from "./describe-picture.ts";
import { type RenderOptions, renderPicture } from "./drawing/render.ts";
import { chooseScene } from "./drawing/scene.ts";
import { readEdit } from "./image-edit.ts";
import { type ImageRequest, imageTool, readImageRequest, readPicture } from "./image-request.ts";
import { guessLanguage } from "./language.ts";
import { type Reply, type ReplyContext, replyJson } from "./reply.ts";
import type { TextRequest } from "./text-answer.ts";
import { estimateTokens, type LimitedText, limitTokens } from "./tokens.ts";

type Body = Readonly<Record<string, unknown>>;

/** The sizes that the published reply schema knows; others are left out of the reply. */
const namedSizes = new Set(["1024x1024", "1024x1536", "1536x1024"]);
/** About what a picture of 1024x1024 takes at medium quality. */
const tokensPerMegapixel = 1056;
/** About what the API counts for each picture that is given to it. */
const tokensPerGivenPicture = 323;

/** What is drawn, and how: what every way to ask for pictures has in common. */
type Drawing = Pick<ImageRequest, "prompt" | "size" | "format" | "compression">;

/**
 * @param given a hash of the pictures that came with the request: others give another drawing
 */
function describeDrawing(drawing: Drawing, index: number, given?: string): RenderOptions {
  const { prompt, size, format, compression: quality } = drawing;
  return {
    ...(given === undefined
      ? { prompt }
      : { prompt: `${prompt} ${given}`, scene: chooseScene(prompt) }),
    index,
    ...size,
    format,
    ...(quality !== undefined && { quality }),
  };
}

function countPictureTokens({ widthPx, heightPx }: ImageRequest["size"], n: number): number {
  return Math.ceil(((widthPx * heightPx) / 1024 ** 2) * tokensPerMegapixel) * n;
}

async function replyWithImages(
  request: ImageRequest,
  context: ReplyContext,
  given: { readonly hash?: string; readonly pictures: number } = { pictures: 0 },
): Promise<Reply> {
  const { model, prompt, n, size, format, quality } = request;
  const revised = model.startsWith("dall-e-3") ? { revised_prompt: prompt } : {};
  const data = await Promise.all(
    Array.from({ length: n }, async (_, index) => {
      const picture = describeDrawing(request, index, given.hash);
      return request.replyWith === "url"
        ? { url: context.linkTo(picture), ...revised }
        : { b64_json: (await renderPicture(picture)).toString("base64"), ...revised };
    }),
  );
  context.countImages(n);
  const name = `${size.widthPx}x${size.heightPx}`;
  const text = estimateTokens(prompt);
  const input = text + given.pictures * tokensPerGivenPicture;
  const output = countPictureTokens(size, n);
  return replyJson({
    created: context.createdSeconds,
    background: "opaque",
    data,
    output_format: format,
    quality,
    ...(namedSizes.has(name) && { size: name }),
    usage: {
      input_tokens: input,
      input_tokens_details: { text_tokens: text, image_tokens: input - text },
      output_tokens: output,
      output_tokens_details: { image_tokens: output, text_tokens: 0 },
      total_tokens: input + output,
    },
  });
}

/** POST /v1/images/generations: links whose pictures are drawn on download, or base64 at once. */
export async function replyToImages(body: Body, context: ReplyContext): Promise<Reply> {
  return replyWithImages(readImageRequest(body, context.imageReply), context);
}

/** POST /v1/images/edits: another drawing for other pictures given, of the same scene. */
export async function replyToEdits(body: Body, context: ReplyContext): Promise<Reply> {
  const { request, pictures } = await readEdit(body, context.imageReply);
  const hash = createHash("sha256");
  for (const bytes of pictures) {
    hash.update(bytes);
  }
  const given = { hash: hash.digest("hex").slice(0, 16), pictures: pictures.length };
  return replyWithImages(request, context, given);
}

/** Pictures that come with a text, which says what they show. */
interface Drawn<Item> {
  readonly answers: readonly LimitedText[];
  readonly items: readonly Item[];
  readonly tokens: number;
}

/** Draws what a conversation asks for, as often as it wants answers. */
async function drawAnswers(
  { prompts, instructions, pictures, n = 1 }: TextRequest,
  drawing: Omit<Drawing, "prompt">,
  context: ReplyContext,
): Promise<Drawn<Buffer>> {
  const [prompt = ""] = prompts;
  const given =
    pictures.length === 0
      ? undefined
      : createHash("sha256").update(pictures.join("\n")).digest("hex").slice(0, 16);
  // A conversation gives one picture: who wants several asks again, and gets another each time.
  const first = context.turnOf(prompt) * n;
  const items = await Promise.all(
    Array.from({ length: n }, async (_, index) =>
      renderPicture(describeDrawing({ ...drawing, prompt }, first + index, given)),
    ),
  );
  context.countImages(n);
  const text = describeScene(chooseScene(prompt), guessLanguage(prompt, instructions));
  const answer = limitTokens(text, undefined);
  return {
    answers: items.map(() => answer),
    items,
    tokens: countPictureTokens(drawing.size, n),
  };
}

/** The pictures of a chat's choices, one each, as gateways send them: `data:` addresses. */
export async function drawChatImages(
  request: TextRequest,
  aspectRatio: string | null | undefined,
  context: ReplyContext,
): Promise<Drawn<readonly object[]>> {
  const size = readAspectRatio(aspectRatio);
  const drawn = await drawAnswers(
    request,
    { size, format: "png", compression: undefined },
    context,
  );
  return {
    ...drawn,
    items: drawn.items.map((bytes) => [
      {
        type: "image_url",
        index: 0,
        image_url: { url: `data:image/png;base64,${bytes.toString("base64")}` },
      },
    ]),
  };
}

/** About a megapixel in the shape of `16:9` or the like; a square where nothing is said. */
function readAspectRatio(ratio: string | null | undefined): ImageRequest["size"] {
  const [, width = "1", height = "1"] = /^(\d{1,2}):(\d{1,2})$/.exec(ratio ?? "") ?? [];
  const shape = Math.min(3, Math.max(1 / 3, Number(width) / Number(height) || 1));
  const widthPx = Math.round((1024 * Math.sqrt(shape)) / 16) * 16;
  return { widthPx, heightPx: Math.round(widthPx / shape / 16) * 16 };
}

/**
 * The items of a response whose tools can draw; undefined where they cannot.
 *
 * @throws {ApiError} 400 that names what the tool says wrongly
 */
export async function drawImageCalls(
  request: TextRequest,
  tools: readonly { readonly type: string }[] | null | undefined,
  context: ReplyContext,
): Promise<Drawn<object> | undefined> {
  const at = tools?.findIndex(({ type }) => type === "image_generation") ?? -1;
  if (at < 0) {
    return undefined;
  }
  const tool = imageTool.parse(tools?.[at]);
  const model = tool.model ?? "gpt-image-2";
  const drawing = readPicture(tool, model, `tools[${at}].`);
  const drawn = await drawAnswers(request, drawing, context);
  const { size, format, quality } = drawing;
  return {
    ...drawn,
    items: drawn.items.map((bytes, index) => ({
      id: `ig_${context.id}${index === 0 ? "" : `_${index}`}`,
      type: "image_generation_call",
      status: "completed",
      background: "opaque",
      output_format: format,
      quality,
      size: `${size.widthPx}x${size.heightPx}`,
      revised_prompt: request.prompts[0] ?? "",
      result: bytes.toString("base64"),
    })),
  };
}
