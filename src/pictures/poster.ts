import { originalFile, toRecordedImage } from "../answers/originals.ts";
import type { RecordedImage } from "../answers/types.ts";
import { readBytes } from "../files/files.ts";
import { PreloError } from "../errors.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Provider, VideoBlock } from "../job/types.ts";
import { fingerprintRequest } from "../answers/fingerprint.ts";
import type { PictureRun } from "./context.ts";
import type { PictureFacts } from "../requests/context.ts";
import { settleOriginals } from "./settle-originals.ts";

const idleMs = 8000;
const totalMs = 5 * idleMs;
/** The name under which a poster that was drawn here is recorded. */
const drawn = "drawn";

/** A video's picture, and where it came from. */
export interface Poster {
  readonly image: RecordedImage;
  readonly provider: string;
  /** True for the author's own picture, which no record describes. */
  readonly isLocal: boolean;
  /** Absolute. */
  readonly path: string;
  /** How the manifest calls it. */
  readonly from: string;
}

export interface PosterOptions {
  readonly slug: string;
  readonly block: VideoBlock;
  /** The sandbox's provider when the sandbox answers for this article. */
  readonly sandbox: Provider | undefined;
  readonly frozen: boolean;
  /** Of pictures that stand in no record. */
  readonly inspectLocal: PictureRun["inspectPicture"];
}

/**
 * The picture that stands for a video: the author's own, else the one recorded, else the site's
 * thumbnail, fetched once and recorded; where that cannot be had, one that is drawn.
 * @throws PreloError ANSWER_MISSING when it is not recorded and nothing may be fetched
 */
export async function findPoster(options: PosterOptions, run: PictureRun): Promise<Poster> {
  const { slug, block, sandbox, frozen, inspectLocal } = options;
  const { store } = run;
  const standing = await findRecordedPoster(slug, block, { store, inspectPicture: inspectLocal });
  // The sandbox's picture serves its own articles only.
  if (standing !== undefined && (sandbox !== undefined || standing.provider !== sandboxProvider)) {
    return standing;
  }
  if (frozen) {
    throw new PreloError("ANSWER_MISSING", "the video's poster is not recorded", {
      hint: "Build without --frozen and commit the answers.",
    });
  }
  const { bytes, provider, facts } = await fetchPoster(slug, block, sandbox, run);
  const image = toRecorded(block, bytes, facts);
  const request = { url: block.url };
  const name = { slug, id: block.id, kind: "image" } as const;
  await run.store.writeOriginal(name, image.file, bytes);
  await run.store.writeImages(name, {
    fingerprint: fingerprintRequest({ provider, endpoint: "images", body: request }),
    provider,
    endpoint: "images",
    model: "none",
    request,
    created: new Date(run.now()).toISOString(),
    images: [image],
  });
  return toPoster(slug, image, provider, run.store);
}

/** The author's own picture, or the one recorded for this video; undefined when there is none. */
export async function findRecordedPoster(
  slug: string,
  block: VideoBlock,
  { store, inspectPicture }: Pick<PictureRun, "store" | "inspectPicture">,
): Promise<Poster | undefined> {
  if (block.poster !== undefined) {
    return describeLocal(block, block.poster, inspectPicture);
  }
  const name = { slug, id: block.id, kind: "image" } as const;
  const read = await settleOriginals(store.read(name), {
    name,
    store,
    inspectPicture,
    limits: block.variants,
  });
  const problem = read.state === "read" ? read.problems?.[0] : undefined;
  if (problem !== undefined) {
    throw problem.error;
  }
  if (read.state !== "read" || read.answer.kind !== "image") {
    return undefined;
  }
  const { provider, request, images } = read.answer;
  const [image] = images;
  if (image === undefined || request["url"] !== block.url) {
    return undefined;
  }
  return toPoster(slug, image, provider, store);
}

function toPoster(
  slug: string,
  image: RecordedImage,
  provider: string,
  store: PictureRun["store"],
): Poster {
  const from = `answers/${slug}/${image.file}`;
  return { image, provider, isLocal: false, path: store.pathOf(slug, image.file), from };
}

interface Fetched {
  readonly bytes: Buffer;
  readonly facts: PictureFacts;
  readonly provider: string;
}

async function fetchPoster(
  slug: string,
  block: VideoBlock,
  sandbox: Provider | undefined,
  run: PictureRun,
): Promise<Fetched> {
  const { youtubeId } = block;
  if (youtubeId === undefined) {
    return drawInstead(block, run);
  }
  try {
    const sandboxUrl = sandbox && (await run.connectionOf(sandbox)).baseUrl;
    const origin = sandboxUrl === undefined ? "https://i.ytimg.com" : new URL(sandboxUrl).origin;
    const { downloadBytes } = await import("../requests/http/download.ts");
    const startedMs = run.clock();
    const download = (path: string): Promise<Buffer> =>
      run.downloads.inTurn(undefined, () =>
        downloadBytes(run.client, {
          url: origin + path,
          own: sandboxUrl === undefined ? undefined : { origin },
          idleMs,
          totalMs,
          maxBytes: block.variants.maxBytes,
          signal: run.aborting,
          nowMs: run.now(),
        }),
      );
    const bytes =
      sandboxUrl === undefined
        ? await fetchLargest(youtubeId, download, run)
        : await download(`/posters/${youtubeId}.jpg`);
    const facts = await run.inspectPicture(bytes, block.variants);
    run.emit({
      type: "downloaded",
      article: slug,
      block: block.id,
      number: 1,
      of: 1,
      bytes: bytes.byteLength,
      tookMs: run.clock() - startedMs,
    });
    return { bytes, facts, provider: sandbox === undefined ? "youtube" : sandboxProvider };
  } catch (error) {
    if (!(error instanceof PreloError) || run.stopping.signal.aborted) {
      throw error;
    }
    run.emit({
      type: "warning",
      article: slug,
      block: block.id,
      message:
        `the video's thumbnail could not be fetched (${error.message}); a drawn poster stands in. ` +
        `Delete answers/${slug}/${block.id}.yaml to try again, or name a picture with poster:.`,
    });
    return drawInstead(block, run);
  }
}

/** The thumbnail in the video's own shape where there is one; else the small one, which may have bars. */
async function fetchLargest(
  youtubeId: string,
  download: (path: string) => Promise<Buffer>,
  { stopping }: Pick<PictureRun, "stopping">,
): Promise<Buffer> {
  try {
    return await download(`/vi/${youtubeId}/maxresdefault.jpg`);
  } catch (error) {
    if (!(error instanceof PreloError) || stopping.signal.aborted) {
      throw error;
    }
    return download(`/vi/${youtubeId}/hqdefault.jpg`);
  }
}

async function drawInstead(
  { url, variants }: VideoBlock,
  { inspectPicture }: Pick<PictureRun, "inspectPicture">,
): Promise<Fetched> {
  const { drawPoster } = await import("./draw.ts");
  const bytes = await drawPoster({ seed: url });
  return { bytes, facts: await inspectPicture(bytes, variants), provider: drawn };
}

async function describeLocal(
  block: VideoBlock,
  path: string,
  inspectPicture: PictureRun["inspectPicture"],
): Promise<Poster> {
  const bytes = await readBytes(path);
  const facts = await inspectPicture(bytes, block.variants);
  return {
    image: toRecorded(block, bytes, facts),
    provider: "local",
    isLocal: true,
    path,
    from: block.ref.file,
  };
}

function toRecorded(block: VideoBlock, bytes: Buffer, facts: PictureFacts): RecordedImage {
  return toRecordedImage(originalFile(block.id, 1, facts.format), bytes, facts);
}
