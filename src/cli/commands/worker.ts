import { resolve } from "node:path";
import { work } from "../../build/workers/work.ts";
import { exitCodes } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import type { WorkerEvent } from "../../requests/machines/worker.ts";
import { createEnvironment } from "../environment.ts";
import { listenForSignals } from "../signals.ts";
import { writeProgress } from "../terminal.ts";

export interface WorkerFlags {
  readonly concurrency?: number;
  readonly allow?: string[];
  readonly pictures?: true;
  readonly lockSeconds?: number;
  readonly queueUrlEnv?: string;
  readonly name: string;
}

/** `prelo worker`: until a signal stops it. @returns the exit code */
export async function runWorker(job: string | undefined, flags: WorkerFlags): Promise<number> {
  const { concurrency, allow, pictures, lockSeconds, queueUrlEnv, name } = flags;
  const options = {
    ...(queueUrlEnv === undefined
      ? { jobFile: resolve(job ?? "pipeline.yaml") }
      : { queue: { urlEnv: queueUrlEnv, name } }),
    ...(concurrency !== undefined && { concurrency }),
    ...(pictures !== undefined && { pictures }),
    ...(lockSeconds !== undefined && { lockMs: lockSeconds * 1000 }),
    ...(allow !== undefined && { allow: allow.flatMap((hosts) => hosts.split(",")) }),
  };
  const signals = listenForSignals(() => "what is under way is finished and handed in");
  const counts = { answered: 0, failed: 0, found: 0 };
  const onEvent = (event: WorkerEvent): void => {
    if (event.type === "done" && event.state !== "later") {
      counts[event.state] += 1;
    }
    const line = describe(event);
    if (line !== undefined) {
      writeProgress(line);
    }
  };
  try {
    await work(options, { ...createEnvironment(() => undefined, signals), onEvent });
    writeProgress(`${plural(counts.answered, "request")} answered, ${counts.failed} failed`);
    return exitCodes.ok;
  } finally {
    signals.dispose();
  }
}

function describe(event: WorkerEvent): string | undefined {
  switch (event.type) {
    case "serving":
      return `${event.provider}: takes up to ${plural(event.slots, "request")} at a time`;
    case "unserved":
      return `${event.provider}: not served: ${event.message}`;
    case "waiting":
      return `waiting: ${event.message}`;
    case "done":
      return undefined;
  }
}
