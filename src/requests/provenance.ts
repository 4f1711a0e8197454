import type { NewImageAnswer } from "../answers/record.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { AttachedContent, ResolvedRequest, Usage } from "../job/types.ts";
import type { RunContext } from "./context.ts";
import type { Billed } from "../plan/prices/bill.ts";
import type { Ask } from "./task.ts";

/** What of a request its record tells. */
export interface Recorded extends Pick<Ask, "recorded" | "uses" | "key"> {
  readonly request: Pick<ResolvedRequest, "fingerprint" | "provider" | "endpoint" | "model"> & {
    readonly attached?: readonly Pick<AttachedContent, "key" | "sha256">[];
  };
}

/** What is known about an answer, apart from its content. */
interface Told {
  readonly servedBy?: string | undefined;
  readonly usage?: Usage | undefined;
  readonly costUsd?: number | undefined;
  readonly requestId?: string | undefined;
}

/**
 * The part of a record that texts and pictures share: the request, and what its answer took.
 * @param created ISO 8601, UTC
 */
export function toProvenance(
  { request, recorded, uses, key }: Recorded,
  { servedBy, usage, costUsd, requestId }: Told,
  created: string,
): Omit<NewImageAnswer, "images"> {
  return {
    fingerprint: request.fingerprint,
    provider: request.provider,
    endpoint: request.endpoint,
    model: request.model,
    ...(servedBy !== undefined && { served_by: servedBy }),
    request: recorded,
    ...(Object.keys(uses).length > 0 && { uses }),
    ...(request.attached !== undefined && {
      attached: Object.fromEntries(request.attached.map((each) => [each.key, each.sha256])),
    }),
    ...(usage !== undefined && { usage }),
    ...(costUsd !== undefined && { cost_usd: costUsd }),
    ...(requestId !== undefined && { request_id: requestId }),
    ...(key !== undefined && { key }),
    created,
  };
}

/** What a reply cost in US dollars; undefined when that is unknown. The sandbox costs nothing. */
export function priceOf(
  request: Pick<ResolvedRequest, "provider" | "model">,
  reply: Billed,
  { priceReply }: Pick<RunContext, "priceReply">,
): number | undefined {
  return request.provider === sandboxProvider ? 0 : priceReply(request, reply);
}
