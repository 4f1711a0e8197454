import { PreloError } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import type { QueueOverview } from "../../requests/machines/overview.ts";
import { protocol } from "../../requests/machines/protocol.ts";
import { openQueue } from "../workers/open-queue.ts";
import { type Examine, ok, type Verdict } from "./verdict.ts";

/** Who is there to send a run's requests, what waits, and what is in doubt; only where that is asked. */
export const examineQueue: Examine = async ({ job, looksAtQueue, environment }) => {
  if (!looksAtQueue) {
    return [];
  }
  try {
    const { redis, name, overview } = await openQueue({ jobFile: job.file }, environment);
    try {
      return judge(await overview.readQueue(redis, name));
    } finally {
      redis.disconnect();
    }
  } catch (error) {
    if (!(error instanceof PreloError)) {
      throw error;
    }
    const { message, hint } = error;
    return [{ status: "error", message, ...(hint !== undefined && { hint }) }];
  }
};

function judge({ workers, places, replies, inDoubt }: QueueOverview): readonly Verdict[] {
  const strangers = workers.filter((worker) => worker.protocol !== protocol);
  const waiting = places.reduce((sum, place) => sum + place.waiting, 0);
  const verdicts: Verdict[] = workers.map(({ name, version, slots, busy }) => {
    const served = Object.entries(slots).map(([place, count]) => `${place} (${count})`);
    return ok(`the worker ${name}, ${version}, takes ${served.join(", ")}; ${busy} under way`);
  });
  if (workers.length === 0) {
    const hint = "Start one where the keys are: `prelo worker`.";
    verdicts.push({ status: "error", message: "no worker is at the queue", hint });
  }
  if (strangers.length > 0) {
    const hint = "Install the same release of Prelo wherever it runs.";
    const message = `${plural(strangers.length, "worker")} of another release cannot take part`;
    verdicts.push({ status: "error", message, hint });
  }
  verdicts.push(
    ok(
      `${plural(waiting, "request")} waiting, ${plural(replies, "reply", "replies")} kept for whoever asks again`,
    ),
  );
  if (inDoubt > 0) {
    const message = `${plural(inDoubt, "request")} in doubt: sent, perhaps, by workers that are gone`;
    const hint = "The next run asks them once more; `prelo queue retry` forgets the doubt.";
    verdicts.push({ status: "warning", message, hint });
  }
  return verdicts;
}
