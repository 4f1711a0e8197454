import { chooseScene, renderPicture } from "./draw.ts";
import {
  countPictureTokens,
  describeDrawing,
  lookAtGiven,
  imageTool,
  type PictureSettings,
  type PixelSize,
  readPicture,
} from "./picture-parameters.ts";
import { type LimitedText, limitTokens, type TextRequest } from "./text-answer.ts";
import { describeScene, guessLanguage } from "./words.ts";
import type { ReplyContext } from "./wire.ts";

/** Pictures that come with a text that describes them. */
interface Drawn<Item> {
  readonly answers: readonly LimitedText[];
  readonly items: readonly Item[];
  readonly tokens: number;
}

/** Draws what a conversation asks for, as often as it wants answers. */
async function drawAnswers<Item>(
  { prompts, instructions, pictures, n = 1 }: TextRequest,
  settings: PictureSettings,
  context: ReplyContext,
  toItem: (base64: string, index: number) => Item,
): Promise<Drawn<Item>> {
  const [prompt = ""] = prompts;
  const given = await lookAtGiven(pictures.map(({ url }) => url));
  // A conversation gives one picture: who wants several asks again, and gets another each time.
  const first = context.turnOf(prompt) * n;
  const items = await Promise.all(
    Array.from({ length: n }, async (_, index) => {
      const drawing = describeDrawing({ ...settings, prompt }, first + index, given);
      return toItem((await renderPicture(drawing)).toString("base64"), index);
    }),
  );
  context.countImages(n);
  const text = describeScene(chooseScene(prompt), guessLanguage(prompt, instructions));
  const answer = limitTokens(text, undefined);
  return {
    answers: items.map(() => answer),
    items,
    tokens: countPictureTokens(settings.size, n),
  };
}

/** The pictures of a chat's choices, one each, as gateways send them: `data:` addresses. */
export async function drawChatImages(
  request: TextRequest,
  aspectRatio: string | null | undefined,
  context: ReplyContext,
): Promise<Drawn<readonly object[]>> {
  const size = readAspectRatio(aspectRatio);
  const settings = { size, format: "png", compression: undefined, quality: "medium" } as const;
  return drawAnswers(request, settings, context, (base64) => [
    { type: "image_url", index: 0, image_url: { url: `data:image/png;base64,${base64}` } },
  ]);
}

/** About a megapixel in the shape of `16:9` or the like; a square by default. */
function readAspectRatio(ratio: string | null | undefined): PixelSize {
  const [, width = "1", height = "1"] = /^(\d{1,2}):(\d{1,2})$/.exec(ratio ?? "") ?? [];
  const shape = Math.min(3, Math.max(1 / 3, Number(width) / Number(height) || 1));
  const widthPx = Math.round((1024 * Math.sqrt(shape)) / 16) * 16;
  return { widthPx, heightPx: Math.round(widthPx / shape / 16) * 16 };
}

/**
 * The items of a response whose tools can draw; undefined where they cannot.
 * @throws ApiError 400 that names the faulty parameter of the tool
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
  const settings = readPicture(tool, tool.model ?? "gpt-image-2", `tools[${at}].`);
  const { size, format, quality } = settings;
  return drawAnswers(request, settings, context, (base64, index) => ({
    id: `ig_${context.id}${index === 0 ? "" : `_${index}`}`,
    type: "image_generation_call",
    status: "completed",
    background: "opaque",
    output_format: format,
    quality,
    size: `${size.widthPx}x${size.heightPx}`,
    revised_prompt: request.prompts[0] ?? "",
    result: base64,
  }));
}
