import type { BatchCall } from "./batches/port.ts";
import type { RunContext } from "./context.ts";
import type { Queue } from "./pace/queue.ts";

/** How a request is sent. */
export interface Way {
  readonly queue: Queue;
  /** The most it can cost, in US dollars; undefined when that is not known. */
  readonly boundUsd: number | undefined;
  /** The tier that it is billed by, where that is not for the reply to say. */
  readonly tier?: string;
}

/**
 * Chooses how a request is sent: at once, or with a batch, whose result must be there to be read.
 * @param identity what makes it the same to other runs
 * @param boundUsd the most it can cost at once
 * @throws AwaitsBatch, and what {@link Batches.claim} throws
 */
export async function chooseWay(
  call: Omit<BatchCall, "id" | "boundUsd">,
  identity: () => string,
  boundUsd: number | undefined,
  { batches, queueOf }: Pick<RunContext, "batches" | "queueOf">,
): Promise<Way> {
  const { inBatch, provider, request, bound } = call.ask;
  const { model } = request;
  const goes =
    batches !== undefined &&
    (inBatch === undefined ? batches.knows(identity()) : batches.takes(identity()));
  if (!goes) {
    return { queue: queueOf(provider, model), boundUsd };
  }
  const share = boundUsd === undefined || !bound.usd ? 1 : boundUsd / bound.usd;
  const inBatchUsd = inBatch === undefined ? bound.usd : inBatch.usd;
  const cheaper = inBatchUsd === undefined ? undefined : inBatchUsd * share;
  await batches.claim({ ...call, id: identity(), boundUsd: cheaper });
  return { queue: batches.queueOf(provider, model), boundUsd: cheaper, tier: "batch" };
}
