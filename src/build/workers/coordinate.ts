import { PreloError } from "../../errors.ts";
import { queueKeyVariable, readVariable } from "../../job/provider-variables.ts";
import type { Job } from "../../job/types.ts";
import type { Carrier, CarrierOptions } from "../../requests/machines/carrier.ts";
import { loadWithPackages, openRedis } from "../../requests/machines/redis.ts";
import { createSeal } from "../../requests/machines/seal.ts";
import type { Environment } from "../environment.ts";

/**
 * Opens the job's queue for a run that leaves the sending to workers.
 * @throws PreloError USAGE when the job names none; KEY_MISSING, QUEUE_FAILED
 */
export async function openCarrier(
  { queue, file }: Pick<Job, "queue" | "file">,
  { variables, clock, now, emit }: Pick<Environment, "variables" | "clock" | "now" | "emit">,
  options: Pick<CarrierOptions, "stopping" | "aborting" | "onAhead">,
): Promise<Carrier> {
  if (queue === undefined) {
    throw new PreloError("USAGE", "--queue needs a job that names a queue", {
      hint: `Add to ${file}: queue: { url_env: REDIS_URL }`,
    });
  }
  const { urlEnv, name } = queue;
  const redis = await openRedis({ urlEnv, variables });
  const { Carrier: Opened } = await loadWithPackages(
    () => import("../../requests/machines/carrier.ts"),
  );
  const seal = createSeal(readVariable(queueKeyVariable, variables));
  return new Opened({ redis, urlEnv, name, seal, clock, now, emit, ...options });
}
