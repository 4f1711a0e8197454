import type { Asked } from "../job/asked.ts";
import type { Bound, ResolvedRequest } from "../job/types.ts";
import { boundInBatch, boundRequest } from "./cost.ts";
import type { PlanContext } from "./plan-context.ts";

/**
 * What one request of a block can take at the most, before anything is sent. Where what no batch answers is asked at
 * once, the usual price is what holds; else that of a batch.
 * @param extraInputTokens of answers that the prompt will quote and that are not there yet
 */
export function boundBlock(
  block: Asked,
  request: ResolvedRequest,
  { batch, priceOf }: Pick<PlanContext, "batch" | "priceOf">,
  extraInputTokens = 0,
): Bound {
  const price = priceOf(request);
  const bound = boundRequest(request, price, extraInputTokens);
  const isOnlyBatch = batch !== undefined && batch.isOnly && batch.takes(block);
  return isOnlyBatch ? { ...bound, usd: boundInBatch(bound.usd, request, price) } : bound;
}
