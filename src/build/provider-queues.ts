import { sandboxProvider } from "../job/provider-names.ts";
import type { Provider } from "../job/types.ts";
import type { RunContext } from "../requests/context.ts";
import type { Carrier, CarrierOptions } from "../requests/machines/carrier.ts";
import { openQueues, type ProviderQueues } from "../requests/pace/queue.ts";
import type { Sharing } from "../requests/pace/sharing.ts";
import type { Sender } from "./sender.ts";

/** The queues of a run's providers, each opened with the first request to it. */
export class QueuesByProvider {
  readonly #queues = new Map<string, ProviderQueues>();

  /** Lets more or fewer requests out to the workers. */
  readonly setAhead: CarrierOptions["onAhead"] = (aheadOf) => {
    for (const [name, queues] of this.#queues) {
      if (name !== sandboxProvider) {
        queues.setConcurrency(aheadOf(name));
      }
    }
  };

  /** @param way whom the requests go to, or through */
  queueOf(
    provider: Provider,
    model: string,
    way: {
      readonly sender: Sender;
      readonly sharing: Sharing;
      readonly carrier: Carrier | undefined;
      /** Overrides the job's. */
      readonly concurrency: number | undefined;
    },
  ): ReturnType<RunContext["queueOf"]> {
    const { sender, sharing, carrier, concurrency } = way;
    let queues = this.#queues.get(provider.name);
    if (queues === undefined) {
      queues =
        carrier === undefined || provider.name === sandboxProvider
          ? openQueues(provider, concurrency, sender.openExchange, sharing.limitsOf)
          : openQueues(toPaceless(provider), carrier.aheadOf(provider.name), () =>
              carrier.exchangeWith(provider),
            );
      this.#queues.set(provider.name, queues);
    }
    return queues.queueOf(model);
  }
}

/** The pace is kept where the requests are sent: by the workers, together. */
function toPaceless({ limits, ...provider }: Provider): Provider {
  const { tokensPerMinute: _, ...others } = limits;
  return { ...provider, limits: { ...others, requestsPerMinute: Infinity } };
}
