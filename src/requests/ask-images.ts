import { originalFile, toRecordedImage } from "../answers/originals.ts";
import type { ImageAnswer, RecordedImage } from "../answers/types.ts";
import { PreloError, toError } from "../errors.ts";
import { NotKeptError } from "../answers/not-kept.ts";
import type { ImageBlock, JsonObject } from "../job/types.ts";
import { imageEndpointAdapters } from "../endpoints/image-endpoints.ts";
import { boundPictureReply, picturesPerRequest } from "../endpoints/picture-bounds.ts";
import { countParts } from "../plan/cost.ts";
import type { ImagesCall, PicturesReply } from "./calls/exchange.ts";
import { AwaitsBatch } from "./awaits-batch.ts";
import { chooseWay } from "./choose-way.ts";
import { loadPicture } from "./calls/load-picture.ts";
import { identify } from "./identity.ts";
import type { RunContext } from "./context.ts";
import { fetchPicture } from "./downloads/fetch-picture.ts";
import { addPicture, dueNumbers, resumePartialImages, toImageAnswer } from "./partial-images.ts";
import { priceOf } from "./provenance.ts";
import type { Sent } from "./sending.ts";
import { sendInTier } from "./send-in-tier.ts";
import type { Ask } from "./task.ts";

/**
 * Asks for those of a block's pictures that are due, in as many requests as the API's limit on `n` needs, downloads each
 * as soon as its link is known, and records it; the request's slot is free when all of its pictures
 * are there. Pictures whose links had already expired are asked for once more.
 * @throws PreloError that says why some are missing; those that came are recorded
 */
export async function askImages(
  slug: string,
  block: ImageBlock,
  ask: Ask,
  context: RunContext,
): Promise<ImageAnswer> {
  const startedMs = context.clock();
  const partial = resumePartialImages(ask);
  const due = new Set(dueNumbers(ask));
  const name = { slug, id: block.id, kind: "image" } as const;
  const count = due.size;
  // Of a batch, each picture is a request of its own: how many there are to be may change meanwhile.
  const { batches } = context;
  const isKnown = (number: number): boolean =>
    batches?.knows(identify(name, ask, context.store, [number])) ?? false;
  const goesAlone = ask.inBatch !== undefined || [...due].some(isKnown);
  const perRequest = goesAlone ? 1 : picturesPerRequest(block, ask.provider);
  let problems: Error[] = [];
  let recording = Promise.resolve();
  let begun: Promise<void> | undefined;
  /** Pictures of another request make way as soon as the first of this one is there, not before. */
  const begin = (): Promise<void> =>
    (begun ??= context.store.supersede(name, ask.request.fingerprint));
  // One write after another: the last one holds all pictures, whether those before it failed or not.
  const record = (): Promise<void> =>
    (recording = recording
      .catch(() => undefined)
      .then(() => context.store.writeImages(name, toImageAnswer(ask, partial, context.now()))));
  const keep = async (sent: Sent<PicturesReply>, index: number, number: number): Promise<void> => {
    const source = sent.reply.images[index];
    if (source === undefined) {
      return;
    }
    try {
      const image = await bringHome(slug, block, number, source, ask, context, begin);
      addPicture(partial, number, image, sent, index);
      due.delete(number);
      await record();
      batches?.answer(name, number);
      if (source.kind === "held") {
        await source.release();
      }
    } catch (error) {
      problems.push(sayWhich(toError(error), number, block.n));
    }
  };
  const askOnce = async (numbers: readonly number[]): Promise<void> => {
    try {
      await sendTogether(slug, block, numbers, ask, context, async (sent) => {
        await Promise.all(numbers.map((number, index) => keep(sent, index, number)));
      });
    } catch (error) {
      problems.push(toError(error));
    }
  };

  for (let round = 0; round < 2; round += 1) {
    problems = [];
    // A server may send fewer than it was asked for: continue as long as some arrive.
    for (let before = Infinity; due.size > 0 && due.size < before;) {
      before = due.size;
      await Promise.all(split([...due], perRequest).map(askOnce));
      if (problems.length > 0) {
        break;
      }
    }
    // Asking again helps only when expired links are all that is wrong.
    if (problems.length === 0 || !problems.every(isExpired)) {
      break;
    }
    if (round === 0) {
      context.emit({
        type: "warning",
        article: slug,
        block: block.id,
        message:
          "a picture's link had expired before it was fetched; the picture is asked for again",
      });
    }
  }
  const problem =
    problems.find((error) => error instanceof NotKeptError) ??
    problems.find((error) => error instanceof AwaitsBatch) ??
    problems.find((error) => !isExpired(error)) ??
    problems[0];
  if (problem !== undefined) {
    throw problem;
  }
  if (due.size > 0) {
    throw new PreloError("ANSWER_BLANK", `${count - due.size} of ${count} pictures came`, {
      hint: "Run the same command again; only the missing ones are asked for.",
    });
  }
  context.emit({
    type: "answered",
    article: slug,
    block: block.id,
    model: ask.request.model,
    tookMs: context.clock() - startedMs,
  });
  return { kind: "image", ...toImageAnswer(ask, partial, context.now()) };
}

async function sendTogether(
  slug: string,
  block: ImageBlock,
  numbers: readonly number[],
  ask: Ask,
  context: RunContext,
  keep: (sent: Sent<PicturesReply>) => Promise<void>,
): Promise<void> {
  const { request, bound } = ask;
  const n = numbers.length;
  const asked = dueNumbers(ask).length;
  // The bound is that of all its requests.
  const boundTokens = Math.ceil(bound.inputTokens / countParts(request));
  const name = { slug, id: block.id, kind: "image" } as const;
  const adapter = imageEndpointAdapters[block.image.endpoint];
  const { fillBody = async () => request.body } = ask;
  // Of the record as it stands before the first of these pictures is recorded.
  let known: string | undefined;
  const identity = (): string => (known ??= identify(name, ask, context.store, numbers));
  const fill = async (): Promise<JsonObject> => adapter.forPictures(await fillBody(), n);
  const edits = block.given === undefined ? undefined : adapter.edits;
  const [number = 1] = numbers;
  const way = await chooseWay(
    {
      name,
      number,
      ask,
      path: (edits ?? adapter).path,
      fillBody: async () => (edits === undefined ? fill() : edits.toJson(await fill())),
    },
    identity,
    bound.usd === undefined ? undefined : (bound.usd * n) / asked,
    context,
  );
  return sendInTier(
    {
      subject: { article: slug, block: block.id },
      queue: way.queue,
      body: adapter.forPictures(request.body, n),
      ...(ask.fillBody && { fillBody: fill }),
      boundTokens,
      boundUsd: way.boundUsd,
      inBatch: way.tier !== undefined,
      attempt: (exchange, body, time) =>
        exchange.images({
          endpoint: block.image.endpoint,
          model: request.model,
          body,
          ...(block.given !== undefined && { givesPictures: true }),
          ...time,
          boundTokens,
          identity,
          maxBytes: boundPictureReply(block, n),
          limits: limitsOf(block),
        }),
      price: ({ usage, images }) => ({
        costUsd: priceOf(request, { usage, pictures: images.length, tier: way.tier }, context),
        pictures: images.length,
      }),
      priceOfLost: (usage) => priceOf(request, { usage, tier: way.tier }, context),
      keep,
    },
    ask,
    context,
  );
}

function limitsOf({ variants }: ImageBlock): ImagesCall["limits"] {
  return { maxPixels: variants.maxPixels, maxBytes: variants.maxBytes };
}

async function bringHome(
  slug: string,
  block: ImageBlock,
  number: number,
  source: PicturesReply["images"][number],
  ask: Ask,
  context: RunContext,
  begin: () => Promise<void>,
): Promise<RecordedImage> {
  const subject = { article: slug, block: block.id };
  const limits = limitsOf(block);
  const startedMs = context.clock();
  const { endpoint } = block.image;
  const fetch = { subject, provider: ask.provider, endpoint, maxBytes: limits.maxBytes };
  const bytes = await loadPicture(source, (url) => fetchPicture(url, fetch, context));
  const facts = await context.inspectPicture(bytes, limits);
  const file = originalFile(block.id, number, facts.format);
  await begin();
  await context.store.writeOriginal({ slug, id: block.id, kind: "image" }, file, bytes);
  context.emit({
    type: "downloaded",
    ...subject,
    number,
    of: block.n,
    bytes: bytes.byteLength,
    tookMs: context.clock() - startedMs,
  });
  return {
    ...toRecordedImage(file, bytes, facts),
    ...(source.revisedPrompt !== undefined && { revised_prompt: source.revisedPrompt }),
  };
}

function split(numbers: readonly number[], size: number): readonly (readonly number[])[] {
  const count = Math.ceil(numbers.length / size);
  return Array.from({ length: count }, (_, index) =>
    numbers.slice(index * size, (index + 1) * size),
  );
}

/** With several pictures, the message says which one failed. */
function sayWhich(error: Error, number: number, of: number): Error {
  if (!(error instanceof PreloError) || error instanceof NotKeptError || of === 1) {
    return error;
  }
  const { code, message, hint } = error;
  return new PreloError(code, `picture ${number} of ${of}: ${message}`, { hint, cause: error });
}

function isExpired(error: unknown): boolean {
  return error instanceof PreloError && error.code === "DOWNLOAD_EXPIRED";
}
