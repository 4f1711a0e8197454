import type { NewImageAnswer } from "../answers/record.ts";
import { originalNumber } from "../answers/originals.ts";
import type { ImageAnswer, RecordedImage } from "../answers/types.ts";
import type { Usage } from "../job/types.ts";
import { roundUsd } from "../answers/round-usd.ts";
import type { PicturesReply } from "./calls/exchange.ts";
import { toProvenance } from "./provenance.ts";
import type { Sent } from "./send.ts";
import type { Ask } from "./task.ts";

/** What has come of a block's pictures so far, gathered over its requests; by number, from 1. */
export interface PartialImages {
  readonly images: Map<number, RecordedImage>;
  servedBy?: string | undefined;
  usage?: Usage | undefined;
  costUsd?: number | undefined;
  unpriced: boolean;
  requestId?: string | undefined;
}

/** Begins with what an earlier run has recorded for the same request. */
export function resumePartialImages(partial: ImageAnswer | undefined): PartialImages {
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

/**
 * Adds one picture of a reply, with its share of what the reply took: so a record says what its own
 * pictures took, however often a run was interrupted between them.
 * @param index the picture's place in the reply, from 0
 */
export function addPicture(
  partial: PartialImages,
  number: number,
  image: RecordedImage,
  { reply, costUsd, requestId }: Sent<PicturesReply>,
  index: number,
): void {
  partial.images.set(number, image);
  partial.servedBy ??= reply.servedBy;
  partial.requestId ??= requestId;
  const of = reply.images.length;
  if (reply.usage !== undefined) {
    const { usage } = partial;
    partial.usage = {
      input_tokens: (usage?.input_tokens ?? 0) + shareOf(reply.usage.input_tokens, index, of),
      output_tokens: (usage?.output_tokens ?? 0) + shareOf(reply.usage.output_tokens, index, of),
    };
  }
  if (costUsd === undefined) {
    partial.unpriced = true;
  } else {
    partial.costUsd = (partial.costUsd ?? 0) + costUsd / of;
  }
}

/** Whole tokens whose sum over all places is the total. */
function shareOf(total: number, index: number, of: number): number {
  return Math.floor((total * (index + 1)) / of) - Math.floor((total * index) / of);
}

/** The record of what is there. */
export function toImageAnswer(ask: Ask, partial: PartialImages, nowMs: number): NewImageAnswer {
  const { images, unpriced, costUsd } = partial;
  const known = unpriced || costUsd === undefined ? undefined : roundUsd(costUsd);
  const created = ask.partial?.created ?? new Date(nowMs).toISOString();
  return {
    ...toProvenance(ask, { ...partial, costUsd: known }, created),
    images: [...images].toSorted(([a], [b]) => a - b).map(([, image]) => image),
  };
}

/** The numbers of the pictures that are still to come. */
export function missingNumbers(n: number, images: ReadonlyMap<number, unknown>): readonly number[] {
  return Array.from({ length: n }, (_, index) => index + 1).filter((number) => !images.has(number));
}
