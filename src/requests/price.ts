import { sandboxProvider } from "../settings/defaults.ts";
import type { ResolvedRequest, Usage } from "../job/types.ts";
import type { RunContext } from "./context.ts";

/** What a reply cost in US dollars; undefined when that is unknown. The sandbox costs nothing. */
export function priceOf(
  { provider, model }: ResolvedRequest,
  reply: { usage?: Usage | undefined; pictures?: number },
  { priceReply }: Pick<RunContext, "priceReply">,
): number | undefined {
  return provider === sandboxProvider ? 0 : priceReply(model, reply);
}
