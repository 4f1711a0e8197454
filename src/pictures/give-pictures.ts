import { PreloError } from "../errors.ts";
import type { ImageBlock, JsonObject } from "../job/types.ts";
import type { PictureRun } from "./context.ts";
import { replaceText } from "./fill-body.ts";
import { readOwnPicture } from "./own-picture.ts";
import { readShown } from "./show-picture.ts";

/** What the pictures of one request weigh at the most, together and one by one, in bytes. */
const mostBytes = 24_000_000;
const mostOfOne = 4_000_000;

interface GivenContext {
  readonly slug: string;
  /** The job's folder, absolute. */
  readonly dir: string;
  readonly run: Pick<PictureRun, "store" | "pictures" | "inspectPicture">;
}

/**
 * Puts the pictures that go along with a block's prompt, as `data:` URLs, in the place of their
 * hashes. Each is searched for secrets, and sent without what it says beside its pixels.
 * @param hashes of the block's pictures, in their order
 * @throws PreloError IMAGE_…, READ_FAILED, LEAK_FOUND; ANSWER_DAMAGED for one that has changed
 */
export async function givePictures(
  body: JsonObject,
  block: ImageBlock,
  hashes: readonly string[],
  context: GivenContext,
): Promise<JsonObject> {
  const { given = [], mask, variants } = block;
  const { slug, dir, run } = context;
  const { prepareGiven, prepareMask } = await import("./variants/prepare-given.ts");
  const open = async (name: string, read: () => Promise<Buffer>): Promise<Buffer> => {
    try {
      const bytes = await read();
      await run.inspectPicture(bytes, variants);
      return bytes;
    } catch (error) {
      throw sayWhich(error, name);
    }
  };
  const most = Math.min(mostOfOne, Math.floor(mostBytes / given.length));
  let filled = body;
  let first: Awaited<ReturnType<typeof prepareGiven>> | undefined;
  for (const [index, each] of given.entries()) {
    const sha256 = hashes[index] ?? "";
    const bytes = await ("image" in each
      ? open(`picture ${each.number} of ${each.image}`, () =>
          readShown({ ...each, slug, sha256 }, run),
        )
      : open(each.name, () => readOwnPicture(each, dir, variants)));
    const sent = await run.pictures(() => prepareGiven(bytes, most));
    first ??= sent;
    filled = replaceText(filled, sha256, sent.url);
  }
  if (mask === undefined || first === undefined) {
    return filled;
  }
  const target = first;
  const bytes = await open(mask.name, () => readOwnPicture(mask, dir, variants));
  try {
    const url = await run.pictures(() => prepareMask(bytes, target));
    return { ...filled, mask: url };
  } catch (error) {
    throw sayWhich(error, mask.name);
  }
}

function sayWhich(error: unknown, name: string): unknown {
  if (!(error instanceof PreloError)) {
    return error;
  }
  const { code, message, hint, ref } = error;
  return message.includes(name)
    ? error
    : new PreloError(code, `${name}: ${message}`, { hint, ref, cause: error });
}
