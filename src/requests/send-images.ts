import type { ImageBlock, JsonObject } from "../job/types.ts";
import { imageEndpointAdapters } from "../endpoints/image-endpoints.ts";
import { boundPictureReply } from "../endpoints/picture-bounds.ts";
import { countParts } from "../plan/cost.ts";
import type { ImagesCall, PicturesReply } from "./calls/exchange.ts";
import { chooseWay } from "./choose-way.ts";
import type { RunContext } from "./context.ts";
import { identify } from "./identity.ts";
import { dueNumbers } from "./partial-images.ts";
import { priceOf } from "./provenance.ts";
import type { Sent } from "./sending.ts";
import { sendInTier } from "./send-in-tier.ts";
import type { Ask } from "./task.ts";

/**
 * Sends one request for some of a block's pictures.
 * @param keep takes the reply in while the request still has its slot
 * @throws PreloError when it failed for good, and what `keep` throws
 */
export async function sendImages(
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
      makeAttempt: (exchange, body, time) =>
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

/** What a picture may be, in pixels and bytes. */
export function limitsOf({ variants }: ImageBlock): ImagesCall["limits"] {
  return { maxPixels: variants.maxPixels, maxBytes: variants.maxBytes };
}
