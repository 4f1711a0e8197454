import { readBytes } from "../files/files.ts";
import { hashBytes } from "../files/hash.ts";
import { originalNumber } from "../answers/originals.ts";
import { PreloError } from "../errors.ts";
import { sniff } from "../files/sniff.ts";
import type { AltBlock, Json, JsonObject } from "../job/types.ts";
import type { PictureRun } from "./context.ts";

/** What the API takes as it is; any other picture is sent as a JPEG. */
const readable = new Set(["png", "jpeg", "webp"]);
/** A larger one is sent smaller: a model looks at no more, and servers limit a request to a few MB. */
const maxSentBytes = 3_000_000;

/**
 * Puts the picture that a question is about, as a `data:` URL, in the place of its hash.
 * @throws PreloError ANSWER_DAMAGED when the file is not what the question names; READ_FAILED
 */
export async function showPicture(
  body: JsonObject,
  context: {
    slug: string;
    block: AltBlock;
    sha256: string;
    run: Pick<PictureRun, "store" | "pictures">;
  },
): Promise<JsonObject> {
  const { slug, block, sha256, run } = context;
  const read = run.store.read({ slug, id: block.image, kind: "image" });
  const images = read.state === "read" && read.answer.kind === "image" ? read.answer.images : [];
  const image = images.find(({ file }) => originalNumber(file) === block.number);
  if (image === undefined) {
    throw damaged(block);
  }
  const bytes = await readBytes(run.store.pathOf(slug, image.file));
  if (hashBytes(bytes) !== sha256) {
    throw damaged(block);
  }
  const shown = image.changed ? await drawOwn(bytes) : bytes;
  return replaceText(body, sha256, await toDataUrl(shown, run));
}

/** What a person put there was found to be within the limits. */
async function drawOwn(bytes: Buffer): Promise<Buffer> {
  const { drawIfSvg } = await import("./inspection/svg.ts");
  return drawIfSvg(bytes, { maxPixels: Number.MAX_SAFE_INTEGER, maxBytes: bytes.byteLength });
}

function damaged({ image, number }: AltBlock): PreloError {
  return new PreloError(
    "ANSWER_DAMAGED",
    `picture ${number} of ${image} changed while its description was asked for`,
    {
      hint: `Take its file in answers/ back from version control, or build with --refresh ${image}.`,
    },
  );
}

async function toDataUrl(bytes: Buffer, run: Pick<PictureRun, "pictures">): Promise<string> {
  const sniffed = sniff(bytes);
  const format = "format" in sniffed ? sniffed.format : "";
  if (readable.has(format) && bytes.byteLength <= maxSentBytes) {
    return `data:image/${format};base64,${bytes.toString("base64")}`;
  }
  const { shrinkToJpeg } = await import("./variants/shrink.ts");
  const jpeg = await run.pictures(() => shrinkToJpeg(bytes));
  return `data:image/jpeg;base64,${jpeg.toString("base64")}`;
}

function replaceText(object: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, replaceIn(value, from, to)] as const),
  );
}

function replaceIn(value: Json, from: string, to: string): Json {
  if (value === from) {
    return to;
  }
  if (isList(value)) {
    return value.map((item) => replaceIn(item, from, to));
  }
  return typeof value === "object" && value !== null ? replaceText(value, from, to) : value;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
