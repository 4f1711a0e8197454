import { hashBytes } from "../files/hash.ts";
import { sniff } from "../files/sniff.ts";
import { originalNumber } from "../answers/originals.ts";
import { readBytes } from "../files/files.ts";
import { PreloError } from "../errors.ts";
import type { PictureName } from "../blocks/settings/picture-name.ts";
import type { JsonObject } from "../job/types.ts";
import type { PictureRun } from "./context.ts";
import { replaceText } from "./fill-body.ts";

/** What the API takes as it is; any other picture is sent as a JPEG. */
const readable = new Set(["png", "jpeg", "webp"]);
/** A larger one is sent smaller: a model looks at no more, and servers limit a request to a few MB. */
const maxSentBytes = 3_000_000;

/** A picture that is recorded, with the hash by which a request names it. */
export interface ShownPicture extends PictureName {
  readonly slug: string;
  readonly sha256: string;
}

/**
 * Puts the picture that a question is about, as a `data:` URL, in the place of its hash.
 * @throws PreloError ANSWER_DAMAGED when the file is not what the question names; READ_FAILED
 */
export async function showPicture(
  body: JsonObject,
  shown: ShownPicture,
  run: Pick<PictureRun, "store" | "pictures">,
): Promise<JsonObject> {
  return replaceText(body, shown.sha256, await toDataUrl(await readShown(shown, run), run));
}

/** Reads a recorded picture for the decoders. @throws as {@link showPicture} */
export async function readShown(
  { slug, image: id, number, sha256 }: ShownPicture,
  { store }: Pick<PictureRun, "store">,
): Promise<Buffer> {
  const read = store.read({ slug, id, kind: "image" });
  const images = read.state === "read" && read.answer.kind === "image" ? read.answer.images : [];
  const image = images.find(({ file }) => originalNumber(file) === number);
  const bytes = image && (await readBytes(store.pathOf(slug, image.file)));
  if (bytes === undefined || hashBytes(bytes) !== sha256) {
    throw new PreloError(
      "ANSWER_DAMAGED",
      `picture ${number} of ${id} changed while a request that shows it was made`,
      {
        hint: `Restore its file in answers/ from version control, or build with --refresh ${id}.`,
      },
    );
  }
  return image?.changed ? drawOwn(bytes) : bytes;
}

/** What a person put there was found to be within the limits. */
async function drawOwn(bytes: Buffer): Promise<Buffer> {
  const { drawIfSvg } = await import("./inspection/svg.ts");
  return drawIfSvg(bytes, { maxPixels: Number.MAX_SAFE_INTEGER, maxBytes: bytes.byteLength });
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
