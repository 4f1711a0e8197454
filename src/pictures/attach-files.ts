import { join } from "node:path";
import { articleKey, listAttached } from "../job/conversation.ts";
import { PreloError } from "../errors.ts";
import { type AttachedFile, decodeText } from "../files/attached-file.ts";
import { readBytes } from "../files/files.ts";
import { hashBytes } from "../files/hash.ts";
import type { Article, JsonObject, TextBlock } from "../job/types.ts";
import type { PictureRun } from "./context.ts";
import { fillHashes } from "./fill-body.ts";

/** What the pictures of one request weigh at the most, together and one by one, in bytes. */
const mostBytes = 20_000_000;
const mostOfOne = 4_000_000;
/** The most pixels of a picture: it is decoded. */
const mostPixels = 100_000_000;

interface AttachContext {
  /** The job's folder, absolute. */
  readonly dir: string;
  readonly run: Pick<PictureRun, "pictures" | "inspectPicture">;
}

/**
 * Puts what goes along with a block's prompt in the place of its hashes: texts as they are, PDFs and pictures
 * as `data:` URLs. A picture is searched for secrets, and sent without what it says beside its pixels.
 * @param bodies of the articles that go along, by their keys
 * @throws PreloError READ_FAILED, also for a file that has changed since the job was read; IMAGE_…,
 * LEAK_FOUND
 */
export async function attachFiles(
  body: JsonObject,
  { article, block }: { readonly article: Article; readonly block: TextBlock },
  bodies: Readonly<Record<string, string>>,
  context: AttachContext,
): Promise<JsonObject> {
  const attached = listAttached(article, block);
  const count = attached.filter((each) => "kind" in each && each.kind === "picture").length;
  const contents = new Map<string, string>();
  for (const each of attached) {
    if ("article" in each) {
      const text = bodies[articleKey(each.article)] ?? "";
      contents.set(hashBytes(text), text);
    } else if (!contents.has(each.sha256)) {
      const most = Math.min(mostOfOne, Math.floor(mostBytes / count));
      contents.set(each.sha256, await readContent(each, most, context));
    }
  }
  return fillHashes(body, contents);
}

async function readContent(
  { name, sha256, kind }: AttachedFile,
  most: number,
  { dir, run }: AttachContext,
): Promise<string> {
  const bytes = await readBytes(join(dir, name));
  const text = kind === "text" ? decodeText(bytes) : undefined;
  if (hashBytes(text ?? bytes) !== sha256) {
    throw new PreloError("READ_FAILED", `${name} changed while it was being used`, {
      hint: "Run the same command again.",
    });
  }
  if (kind !== "picture") {
    return text ?? `data:application/pdf;base64,${bytes.toString("base64")}`;
  }
  const { prepareGiven } = await import("./variants/prepare-given.ts");
  try {
    await run.inspectPicture(bytes, { maxPixels: mostPixels, maxBytes: bytes.byteLength });
    return (await run.pictures(() => prepareGiven(bytes, most))).url;
  } catch (error) {
    if (!(error instanceof PreloError)) {
      throw error;
    }
    const { code, message, hint } = error;
    throw new PreloError(code, `${name}: ${message}`, { hint, cause: error });
  }
}
