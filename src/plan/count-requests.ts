import { picturesPerRequest } from "../endpoints/picture-bounds.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { type Asked, settingsOf } from "../job/asked.ts";
import type { Article, Job, Provider } from "../job/types.ts";
import type { PlanContext, PlannedBlock } from "./plan-context.ts";

/** The requests that a block takes, and who answers them. */
export interface PlannedRequests {
  readonly provider: string;
  readonly model: string;
  readonly count: number;
}

/** The requests that a planned block takes, if each is answered at the first attempt. */
export function countPlanned(
  { block, ask, bound, sharesWith }: PlannedBlock,
  { providerFor }: Pick<PlanContext, "providerFor">,
): PlannedRequests {
  const { asked } = providerFor(block);
  const isSent = ask && sharesWith === undefined;
  const count = isSent ? countRequests(block, asked, bound?.pictures ?? 0) : 0;
  return { provider: asked.name, model: settingsOf(block).model, count };
}

/** The same, added up for each model. */
export function addUp(requests: readonly PlannedRequests[]): readonly PlannedRequests[] {
  const sums = new Map<string, PlannedRequests>();
  for (const { provider, model, count } of requests) {
    const key = JSON.stringify([provider, model]);
    const sum = count + (sums.get(key)?.count ?? 0);
    if (sum > 0) {
      sums.set(key, { provider, model, count: sum });
    }
  }
  return [...sums.values()];
}

/** The requests of an article none of whose answers is there. */
export function countMost(article: Article, { providers }: Pick<Job, "providers">): number {
  let most = 0;
  for (const block of listAsked(article)) {
    const provider = providers.get(settingsOf(block).provider);
    const pictures = block.kind === "image" ? block.n : 0;
    most += provider === undefined ? 1 : countRequests(block, provider, pictures);
  }
  return most;
}

function countRequests(block: Asked, provider: Provider, pictures: number): number {
  return block.kind === "image" ? Math.ceil(pictures / picturesPerRequest(block, provider)) : 1;
}
