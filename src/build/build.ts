import { buildOnce, type BuildResult } from "./build-once.ts";
import { usesBatches } from "./batches/uses-batches.ts";
import type { BuildOptions, Environment } from "./environment.ts";
import { loadCheckedJob } from "./load-job.ts";

export type { BuildResult } from "./build-once.ts";

/**
 * The whole story: load the job, plan each article, ask for what is missing, make the pictures, set the pages,
 * publish; with batches, again each time that one is back.
 * @throws JobError, and PreloError USAGE, LOCKED or WRITE_FAILED, before anything is sent;
 * what fails later is told in the result
 */
export async function build(options: BuildOptions, environment: Environment): Promise<BuildResult> {
  const loaded = await loadCheckedJob(options);
  if (!(await usesBatches(loaded.job, options))) {
    return buildOnce(loaded, options, environment);
  }
  const { buildInWaves } = await import("./batches/build-in-waves.ts");
  return buildInWaves(loaded, options, environment);
}
