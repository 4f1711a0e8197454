import { hashBytes } from "../answers/hash.ts";
import type { NewImageAnswer } from "../answers/record.ts";
import { originalFile, originalNumber } from "../answers/store.ts";
import type { ImageAnswer, RecordedImage } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import type { ImageBlock, Usage } from "../job/types.ts";
import {
  type ImageReply,
  type ImageSource,
  imagesPath,
  maxImagesPerRequest,
  readImageReply,
} from "../providers/images.ts";
import type { RunContext } from "./context.ts";
import { fetchPicture } from "./fetch-picture.ts";
import { type Sent, sendRequest } from "./send.ts";
import type { Ask } from "./step.ts";

/** Ten pictures of four million pixels as base64 PNG stay below this, in bytes of JSON. */
const maxReplyBytes = 384 * 1024 * 1024;

/** What the pictures of a block have in common, gathered over its requests. */
interface Gathering {
  readonly images: Map<number, RecordedImage>;
  servedBy?: string | undefined;
  usage?: Usage | undefined;
  costUsd?: number | undefined;
  unpriced: boolean;
  requestId?: string | undefined;
}

/**
 * Asks for a block's pictures, in as many requests as the API's limit on `n` needs, brings each
 * home as soon as its link is known, and records after every reply what is there. Pictures whose
 * links were dead on arrival are asked for again, once.
 * @throws PreloError that says why some are missing; those that came are recorded
 */
export async function askImages(
  slug: string,
  block: ImageBlock,
  ask: Ask,
  context: RunContext,
): Promise<ImageAnswer> {
  const startedMs = context.now();
  const gathering = resume(ask.partial);
  const perRequest = maxImagesPerRequest(ask.request.model, ask.provider);
  let problem: Error | undefined;
  let recording = Promise.resolve();
  // One write after another: the last one holds all pictures.
  const record = (): Promise<void> =>
    (recording = recording.then(() =>
      context.store.writeImages(
        { slug, id: block.id, kind: "image" },
        toAnswer(ask, gathering, context.now()),
      ),
    ));
  const keep = async (source: ImageSource, number: number): Promise<void> => {
    try {
      const image = await bringHome(slug, block, number, source, ask, context);
      gathering.images.set(number, image);
      await record();
    } catch (error) {
      problem = toError(error);
    }
  };
  const askOnce = async (numbers: readonly number[]): Promise<void> => {
    try {
      const sent = await sendBatch(slug, block, numbers.length, ask, context);
      addReply(gathering, sent);
      await Promise.all(
        numbers.map(async (number, index) => {
          const source = sent.reply.images[index];
          if (source !== undefined) await keep(source, number);
        }),
      );
    } catch (error) {
      problem = toError(error);
    }
  };

  for (let round = 0; round < 2; round += 1) {
    problem = undefined;
    // A server may give fewer than it was asked for: go on as long as some arrive.
    for (let before = -1; before !== gathering.images.size;) {
      before = gathering.images.size;
      const missing = missingNumbers(block.n, gathering.images);
      await Promise.all(split(missing, perRequest).map(askOnce));
      if (problem !== undefined) break;
    }
    if (!isExpired(problem)) break;
    if (round === 0)
      context.emit({
        type: "warning",
        article: slug,
        block: block.id,
        message:
          "a picture's link had expired before it was fetched; the picture is asked for again",
      });
  }
  if (problem !== undefined) throw problem;
  if (gathering.images.size < block.n) {
    throw new PreloError("ANSWER_BLANK", `${gathering.images.size} of ${block.n} pictures came`, {
      hint: "Run the same command again; only the missing ones are asked for.",
    });
  }
  context.emit({
    type: "answered",
    article: slug,
    block: block.id,
    model: ask.request.model,
    tookMs: context.now() - startedMs,
  });
  return { kind: "image", ...toAnswer(ask, gathering, context.now()) };
}

function resume(partial: ImageAnswer | undefined): Gathering {
  const numbered = (partial?.images ?? []).map(
    (image) => [originalNumber(image.file), image] as const,
  );
  return {
    images: new Map(numbered),
    servedBy: partial?.served_by,
    usage: partial?.usage,
    costUsd: partial?.cost_usd,
    unpriced: partial !== undefined && partial.cost_usd === undefined,
    requestId: partial?.request_id,
  };
}

function sendBatch(
  slug: string,
  block: ImageBlock,
  n: number,
  { request, provider, bound }: Ask,
  context: RunContext,
): Promise<Sent<ImageReply>> {
  return sendRequest(
    {
      subject: { article: slug, block: block.id },
      lane: context.laneOf(provider),
      path: imagesPath,
      model: request.model,
      body: { ...request.body, n },
      boundTokens: bound.inputTokens,
      boundUsd: bound.usd === undefined ? undefined : (bound.usd * n) / block.n,
      maxBytes: maxReplyBytes,
      read: readImageReply,
      price: ({ usage, images }) => ({
        costUsd: context.priceReply(request.model, { usage, pictures: images.length }),
        pictures: images.length,
      }),
    },
    context,
  );
}

async function bringHome(
  slug: string,
  block: ImageBlock,
  number: number,
  source: ImageSource,
  ask: Ask,
  context: RunContext,
): Promise<RecordedImage> {
  const subject = { article: slug, block: block.id };
  const limits = { maxPixels: block.variants.maxPixels, maxBytes: block.variants.maxBytes };
  const bytes =
    source.kind === "bytes"
      ? source.bytes
      : await fetchPicture(source.url, { subject, provider: ask.provider, ...limits }, context);
  const facts = await context.inspectPicture(bytes, limits);
  const file = originalFile(block.id, number, facts.format);
  await context.store.writeOriginal(slug, file, bytes);
  context.emit({ type: "downloaded", ...subject, number, of: block.n, bytes: bytes.byteLength });
  return {
    file,
    sha256: hashBytes(bytes),
    width: facts.widthPx,
    height: facts.heightPx,
    format: facts.format,
    bytes: bytes.byteLength,
    ...(facts.hasAlpha && { alpha: true }),
    ...(source.revisedPrompt !== undefined && { revised_prompt: source.revisedPrompt }),
  };
}

function addReply(gathering: Gathering, { reply, costUsd, requestId }: Sent<ImageReply>): void {
  gathering.servedBy ??= reply.servedBy;
  gathering.requestId ??= requestId;
  if (reply.usage !== undefined) {
    gathering.usage = {
      input_tokens: (gathering.usage?.input_tokens ?? 0) + reply.usage.input_tokens,
      output_tokens: (gathering.usage?.output_tokens ?? 0) + reply.usage.output_tokens,
    };
  }
  if (costUsd === undefined) gathering.unpriced = true;
  else gathering.costUsd = (gathering.costUsd ?? 0) + costUsd;
}

function toAnswer(ask: Ask, gathering: Gathering, nowMs: number): NewImageAnswer {
  const { request, uses } = ask;
  const { servedBy, usage, costUsd, unpriced, requestId } = gathering;
  return {
    fingerprint: request.fingerprint,
    provider: request.provider,
    endpoint: request.endpoint,
    model: request.model,
    ...(servedBy !== undefined && { served_by: servedBy }),
    request: request.body,
    ...(Object.keys(uses).length > 0 && { uses }),
    ...(usage !== undefined && { usage }),
    ...(costUsd !== undefined && !unpriced && { cost_usd: costUsd }),
    ...(requestId !== undefined && { request_id: requestId }),
    created: ask.partial?.created ?? new Date(nowMs).toISOString(),
    images: [...gathering.images].toSorted(([a], [b]) => a - b).map(([, image]) => image),
  };
}

function missingNumbers(n: number, images: ReadonlyMap<number, unknown>): readonly number[] {
  return Array.from({ length: n }, (_, index) => index + 1).filter((number) => !images.has(number));
}

function split(numbers: readonly number[], size: number): readonly (readonly number[])[] {
  const count = Math.ceil(numbers.length / size);
  return Array.from({ length: count }, (_, index) =>
    numbers.slice(index * size, (index + 1) * size),
  );
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function isExpired(error: unknown): boolean {
  return error instanceof PreloError && error.code === "DOWNLOAD_EXPIRED";
}
