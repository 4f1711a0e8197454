import type { NewImageAnswer } from "../answers/record.ts";
import { originalNumber } from "../answers/store.ts";
import type { ImageAnswer, RecordedImage } from "../answers/types.ts";
import type { Usage } from "../job/types.ts";
import type { ImageReply } from "../providers/images.ts";
import type { Sent } from "./send.ts";
import type { Ask } from "./step.ts";

/** What has come of a block's pictures so far, gathered over its requests; by number, from 1. */
export interface Gathering {
  readonly images: Map<number, RecordedImage>;
  servedBy?: string | undefined;
  usage?: Usage | undefined;
  costUsd?: number | undefined;
  unpriced: boolean;
  requestId?: string | undefined;
}

/** Begins with what an earlier run has recorded for the same request. */
export function resumeGathering(partial: ImageAnswer | undefined): Gathering {
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

/** Adds what one reply tells of all its pictures. */
export function addReply(
  gathering: Gathering,
  { reply, costUsd, requestId }: Sent<ImageReply>,
): void {
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

/** The record of what is there. */
export function toImageAnswer(ask: Ask, gathering: Gathering, nowMs: number): NewImageAnswer {
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

/** The numbers of the pictures that are still to come. */
export function missingNumbers(n: number, images: ReadonlyMap<number, unknown>): readonly number[] {
  return Array.from({ length: n }, (_, index) => index + 1).filter((number) => !images.has(number));
}
