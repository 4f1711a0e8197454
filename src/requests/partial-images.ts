import type { NewImageAnswer } from "../answers/record.ts";
import { originalNumber } from "../answers/originals.ts";
import type { Acceptance, ImageAnswer, RecordedImage } from "../answers/types.ts";
import { addUsage, mapUsage } from "../endpoints/usage.ts";
import type { ResolvedRequest, Usage } from "../job/types.ts";
import { roundUsd } from "../answers/round-usd.ts";
import type { PicturesReply } from "./calls/exchange.ts";
import { toProvenance } from "./provenance.ts";
import type { Sent } from "./sending.ts";
import type { Ask } from "./task.ts";

/** What has come of a block's pictures so far, gathered over its requests; by number, from 1. */
export interface PartialImages {
  readonly images: Map<number, RecordedImage>;
  servedBy?: string | undefined;
  usage?: Usage | undefined;
  costUsd?: number | undefined;
  unpriced: boolean;
  requestId?: string | undefined;
  /** When the first of them came, ISO 8601; unset as long as none has. */
  readonly created?: string | undefined;
  /** Further requests that those which stay answer as well. */
  readonly accepted: readonly Acceptance[];
}

/** The numbers of the pictures that are still to come. */
export function dueNumbers({ request, partial, again = [] }: Ask): readonly number[] {
  const there = new Set(partial?.images.map(({ file }) => originalNumber(file)));
  return (request.numbers ?? []).filter((number) => !there.has(number) || again.includes(number));
}

/** Begins with what is recorded of the same request; what is to be replaced stands until it is. */
export function resumePartialImages(ask: Ask): PartialImages {
  const { partial, request } = ask;
  const numbered = (partial?.images ?? []).map(
    (image) => [originalNumber(image.file), image] as const,
  );
  const due = dueNumbers(ask);
  const isReplaced = numbered.every(([number]) => due.includes(number));
  return {
    images: new Map(numbered),
    servedBy: isReplaced ? undefined : partial?.served_by,
    usage: partial?.usage,
    costUsd: partial?.cost_usd,
    unpriced: !isReplaced && partial !== undefined && partial.cost_usd === undefined,
    requestId: isReplaced ? undefined : partial?.request_id,
    created: isReplaced ? undefined : partial?.created,
    accepted: isReplaced || partial === undefined ? [] : listAccepted(partial, request),
  };
}

/** What a record stands for beside today's request: what was accepted, and what it was asked with first. */
function listAccepted(
  { fingerprint, created, accepted = [] }: ImageAnswer,
  request: ResolvedRequest,
): readonly Acceptance[] {
  const all = [{ fingerprint, date: created.slice(0, "YYYY-MM-DD".length) }, ...accepted];
  return all.filter((each) => each.fingerprint !== request.fingerprint);
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
  leaveOut(partial, number);
  partial.images.set(number, image);
  partial.servedBy ??= reply.servedBy;
  partial.requestId ??= requestId;
  const of = reply.images.length;
  if (reply.usage !== undefined) {
    const share = mapUsage(reply.usage, (tokens) => shareOf(tokens, index, of));
    partial.usage = addUsage(partial.usage, share);
  }
  if (costUsd === undefined) {
    partial.unpriced = true;
  } else {
    partial.costUsd = (partial.costUsd ?? 0) + costUsd / of;
  }
}

/** Takes a picture that is replaced out of what is told of all of them. */
function leaveOut(partial: PartialImages, number: number): void {
  const of = partial.images.size;
  if (!partial.images.delete(number)) {
    return;
  }
  const { usage, costUsd } = partial;
  partial.usage = usage && mapUsage(usage, (tokens) => Math.round((tokens * (of - 1)) / of));
  partial.costUsd = costUsd && (costUsd * (of - 1)) / of;
}

/** Whole tokens whose sum over all places is the total. */
function shareOf(total: number, index: number, of: number): number {
  return Math.floor((total * (index + 1)) / of) - Math.floor((total * index) / of);
}

/** The record of what is there. */
export function toImageAnswer(ask: Ask, partial: PartialImages, nowMs: number): NewImageAnswer {
  const { images, unpriced, costUsd, accepted } = partial;
  const known = unpriced || costUsd === undefined ? undefined : roundUsd(costUsd);
  const created = partial.created ?? new Date(nowMs).toISOString();
  return {
    ...toProvenance(ask, { ...partial, costUsd: known }, created),
    ...(accepted.length > 0 && { accepted }),
    images: [...images].toSorted(([a], [b]) => a - b).map(([, image]) => image),
  };
}
