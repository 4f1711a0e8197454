import { AttemptError } from "../../errors.ts";
import type { Provider } from "../../job/types.ts";
import { type DownloadContext, fetchPicture } from "../../requests/downloads/fetch-picture.ts";
import { sleep } from "../../requests/http/abort.ts";
import type { Hands } from "../../requests/machines/perform.ts";
import type { SharedLimits } from "../../requests/pace/shared-limits.ts";
import type { Sharing } from "../../requests/pace/sharing.ts";
import type { Sender } from "../sender.ts";

/** How often a request that waits for the limits looks again at the latest, in milliseconds. */
const longestLookMs = 250;
/** For how long a 429 that names no time stops all machines, in milliseconds. */
const usualPauseMs = 1000;

/** What a worker asks one provider with: its own keys, within the limits that all machines share. */
export async function openHands(
  provider: Provider,
  sender: Sender,
  sharing: Sharing,
  { now, clock, random, aborting }: Pick<DownloadContext, "now" | "clock" | "random" | "aborting">,
): Promise<Hands> {
  const context = { ...sender, now, clock, random, aborting, emit: () => undefined };
  // Workers ask for the same account, whatever the job says of runs without a queue.
  const shared = { ...provider, limits: { ...provider.limits, shared: true } };
  const known = new Map<string, SharedLimits | undefined>();
  return {
    exchange: await sender.openExchange(provider),
    waitTurn: async (model, boundTokens) => {
      const limits = known.get(model) ?? sharing.limitsOf(shared, model);
      known.set(model, limits);
      const booking = await limits?.take(boundTokens, async ({ waitMs }) => {
        await sleep(Math.min(waitMs, longestLookMs), aborting);
        return true;
      });
      if (limits === undefined || booking === undefined) {
        throw new Error("the limits of a queue are always shared");
      }
      return {
        answered: (rate, unused) => limits.answered(booking, rate, unused),
        failed: (error) => {
          if (error.code === "PROVIDER_RATE_LIMIT") {
            const asked = error instanceof AttemptError ? error.retryAfterMs : undefined;
            limits.pause(asked ?? usualPauseMs, true);
          }
        },
      };
    },
    fetch: (url, { endpoint, limits: { maxBytes } }) => {
      const subject = { article: "", block: "" };
      return fetchPicture(url, { subject, provider, endpoint, maxBytes }, context);
    },
    inspect: async (bytes, limits) => {
      await sender.inspectPicture(bytes, limits);
    },
  };
}
