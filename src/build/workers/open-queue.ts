import { PreloError } from "../../errors.ts";
import type { QueueSettings } from "../../job/types.ts";
import { loadWithPackages, openRedis, type Redis } from "../../requests/machines/redis.ts";
import type * as overviewModule from "../../requests/machines/overview.ts";
import type { Environment } from "../environment.ts";
import { loadCheckedJob } from "../load-job.ts";

/** Where a queue is: a job says it, or who calls does. */
export interface QueueOptions {
  /** Absolute path of the job file. */
  readonly jobFile?: string;
  readonly queue?: QueueSettings;
}

/** Opens a queue to look at it. @throws JobError; PreloError USAGE, KEY_MISSING, QUEUE_FAILED */
export async function openQueue(
  { jobFile, queue }: QueueOptions,
  { variables }: Pick<Environment, "variables">,
): Promise<{
  readonly redis: Redis;
  readonly name: string;
  readonly overview: typeof overviewModule;
}> {
  const { urlEnv, name } = queue ?? (await queueOf(jobFile ?? ""));
  const redis = await openRedis({ urlEnv, variables });
  const overview = await loadWithPackages(() => import("../../requests/machines/overview.ts"));
  return { redis, name, overview };
}

async function queueOf(jobFile: string): Promise<QueueSettings> {
  const { job } = await loadCheckedJob({ jobFile });
  if (job.queue === undefined) {
    throw noQueue(job.file);
  }
  return job.queue;
}

/** What a command says that needs a queue. */
export function noQueue(file: string): PreloError {
  return new PreloError("USAGE", `${file} names no queue`, {
    hint: "Add to it: queue: { url_env: REDIS_URL }, or name the queue by --queue-url-env and --name.",
  });
}
