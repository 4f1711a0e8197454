import { resolve } from "node:path";
import { openQueue } from "../../build/workers/open-queue.ts";
import { exitCodes } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import type { QueueOverview } from "../../requests/machines/overview.ts";
import { jsonVersion } from "../reporters/json-events.ts";
import { writeJson, writeResult } from "../terminal.ts";

export interface QueueFlags {
  readonly job: string;
  readonly queueUrlEnv?: string;
  readonly name: string;
  readonly json?: true;
}

export type QueueAction = "show" | "drain" | "retry";

/** `prelo queue`. @returns the exit code */
export async function runQueue(action: QueueAction, flags: QueueFlags): Promise<number> {
  const { job, queueUrlEnv, name: wanted, json } = flags;
  const options =
    queueUrlEnv === undefined
      ? { jobFile: resolve(job) }
      : { queue: { urlEnv: queueUrlEnv, name: wanted } };
  const { redis, name, overview } = await openQueue(options, { variables: process.env });
  try {
    switch (action) {
      case "drain": {
        const count = await overview.drainQueue(redis, name);
        writeResult(`${plural(count, "request")} taken out: no worker had begun it`);
        break;
      }
      case "retry": {
        const count = await overview.retryDoubtful(redis, name);
        writeResult(`${plural(count, "request")} in doubt forgotten: the next run asks anew`);
        break;
      }
      case "show": {
        const found = await overview.readQueue(redis, name);
        if (json === true) {
          const { inDoubt, ...rest } = found;
          writeJson({ version: jsonVersion, ...rest, in_doubt: inDoubt }, 2);
        } else {
          for (const line of describeQueue(found)) {
            writeResult(line);
          }
        }
      }
    }
    return exitCodes.ok;
  } finally {
    redis.disconnect();
  }
}

/** A queue in a few lines. */
function describeQueue(overview: QueueOverview): readonly string[] {
  const { workers, places, replies, begun, inDoubt } = overview;
  return [
    workers.length === 0
      ? "No worker is here; start one with `prelo worker`."
      : plural(workers.length, "worker"),
    ...workers.map(({ name, version, slots, busy, answered, failed, since }) => {
      const of = Object.entries(slots).map(([place, count]) => `${place} ${count}`);
      return `  ${name}, ${version}, since ${since}: ${busy} under way, ${answered} answered, ${failed} failed; slots: ${of.join(", ")}`;
    }),
    ...places.map(
      ({ place, waiting, active, delayed }) =>
        `${place}: ${waiting} waiting, ${active} under way, ${delayed} to be looked at again`,
    ),
    `${plural(replies, "reply", "replies")} kept for whoever asks again, ${begun} being asked`,
    inDoubt === 0
      ? "Nothing is in doubt."
      : `${plural(inDoubt, "request")} in doubt: sent, perhaps, by workers that are gone. The run that needs them asks once more; \`prelo queue retry\` forgets the doubt.`,
  ];
}
