import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build as buildJob, type BuildResult } from "../build.ts";
import { checkJob } from "../check/check.ts";
import type { Finding } from "../check/finding.ts";
import type { Environment, JobOptions } from "../environment.ts";
import { planExactly, planJob } from "../plan.ts";
import { type PlanReport } from "../plan-report.ts";
import { PreloError } from "../../errors.ts";
import { onAbort } from "../../requests/http/abort.ts";
import { assertOptions, type Called } from "./check-options.ts";
import { readDotEnv } from "./dot-env.ts";
import type { PreloOptions } from "./options.ts";
import { type GivenProviders, readProviders } from "./providers.ts";
import { askThisProcess, type ThisProcess } from "./this-process.ts";

/**
 * Builds a job: asks what is not recorded, makes the pictures, publishes. What fails with one article
 * is told in the result, and so is a stop.
 * @throws JobError for mistakes in the job's files; PreloError USAGE for a wrong option, LOCKED,
 * READ_FAILED, WRITE_FAILED: before anything is sent; and what `onEvent` throws
 */
export async function build(options: PreloOptions): Promise<BuildResult> {
  const { job, environment } = open("build", options);
  const { refresh, budgetUsd, frozen, concurrency, queue, onEvent, signal } = options;
  const stopping = new AbortController();
  const ignoreSignal = stopWith(signal, stopping);
  let failure: { readonly error: unknown } | undefined;
  try {
    const result = await buildJob(
      {
        ...job,
        ...(refresh !== undefined && { refresh }),
        ...(budgetUsd !== undefined && { budgetUsd }),
        ...(frozen !== undefined && { frozen }),
        ...(concurrency !== undefined && { concurrency }),
        ...(queue !== undefined && { queue }),
      },
      {
        ...environment,
        stopping: stopping.signal,
        aborting: new AbortController().signal,
        // A listener that fails must not cost an answer that is under way.
        emit: (event) => {
          try {
            onEvent?.(event);
          } catch (error) {
            failure ??= { error };
            stopping.abort(stopError("stopped: onEvent threw an error", error));
          }
        },
      },
    );
    if (failure !== undefined) {
      throw failure.error;
    }
    return result;
  } finally {
    ignoreSignal();
  }
}

/**
 * Says what a build would ask, why, and what it could cost. Sends nothing, but for `exact`; writes nothing.
 * @throws JobError; PreloError USAGE, READ_FAILED, INTERRUPTED when `signal` has aborted; with `exact` KEY_MISSING,
 * PROVIDER_…
 */
export async function plan(options: PreloOptions): Promise<PlanReport> {
  const { job, environment } = open("plan", options);
  const { refresh, budgetUsd, exact = false, signal } = options;
  assertNotStopped(signal);
  const planned = {
    ...job,
    ...(refresh !== undefined && { refresh }),
    ...(budgetUsd !== undefined && { budgetUsd }),
  };
  if (!exact) {
    return planJob(planned, environment);
  }
  const stopping = new AbortController();
  const ignoreSignal = stopWith(signal, stopping);
  const stop = { stopping: stopping.signal, aborting: stopping.signal };
  try {
    return await planExactly(planned, { ...environment, ...stop, emit: () => undefined });
  } finally {
    ignoreSignal();
  }
}

/**
 * Finds what keeps answers or pages from being current. Sends nothing, but for `links`; writes nothing, needs no key.
 * @returns nothing when all is well; one with `isWarning` does not stand against it
 * @throws JobError; PreloError USAGE, READ_FAILED, INTERRUPTED when `signal` has aborted
 */
export async function check(options: PreloOptions): Promise<readonly Finding[]> {
  const { job, environment } = open("check", options);
  assertNotStopped(options.signal);
  const { links, signal } = options;
  try {
    return await checkJob(
      { ...job, ...(links !== undefined && { links }) },
      { ...environment, signal },
    );
  } catch (error) {
    assertNotStopped(signal);
    throw error;
  }
}

interface Opened {
  readonly job: JobOptions;
  readonly environment: ThisProcess & Pick<Environment, "secretNames">;
}

/** @throws PreloError USAGE, READ_FAILED */
function open(called: Called, options: PreloOptions): Opened {
  assertOptions(called, options);
  const jobFile = pathOf(options.job);
  const { articles, tags, limit, shard, sandbox, stale, output, formats } = options;
  const given = readProviders(options.providers);
  const outputFormats = output?.formats;
  return {
    job: {
      jobFile,
      ...(articles !== undefined && { articles }),
      ...(tags !== undefined && { tags }),
      ...(limit !== undefined && { limit }),
      ...(shard !== undefined && { shard }),
      ...(sandbox !== undefined && { sandbox }),
      ...(stale === "keep" && { stale }),
      ...(formats !== undefined && { formats }),
      overrides: {
        providers: given.providers,
        ...(outputFormats !== undefined && { outputFormats }),
      },
    },
    environment: createEnvironment(options, dirname(jobFile), given),
  };
}

function pathOf(job: string | URL): string {
  return resolve(job instanceof URL || job.startsWith("file:") ? fileURLToPath(job) : job);
}

function createEnvironment(
  { variables, now }: PreloOptions,
  folder: string,
  { keys }: GivenProviders,
): Opened["environment"] {
  const own = askThisProcess();
  const dotEnv = variables === undefined ? readDotEnv(folder) : undefined;
  const known = variables ?? { ...dotEnv?.variables, ...own.variables };
  const secretNames = new Set(dotEnv?.secretNames);
  const all = { ...known, ...Object.fromEntries(keys) };
  for (const [name, key] of keys) {
    const before = known[name];
    if (before !== undefined && before !== key) {
      // It is not sent, and still a secret.
      const overridden = `${name} of the environment`;
      all[overridden] = before;
      secretNames.add(overridden);
    }
  }
  return { ...own, variables: all, secretNames, ...(now !== undefined && { now }) };
}

/** @returns what ends the waiting */
function stopWith(signal: AbortSignal | undefined, stopping: AbortController): () => void {
  if (signal === undefined) {
    return () => undefined;
  }
  const stop = (): void => stopping.abort(toStop(signal));
  if (signal.aborted) {
    stop();
  }
  return onAbort(signal, stop);
}

function assertNotStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw toStop(signal);
  }
}

function toStop({ reason }: AbortSignal): PreloError {
  return reason instanceof PreloError
    ? reason
    : stopError("stopped by the caller's signal", reason);
}

function stopError(message: string, cause: unknown): PreloError {
  return new PreloError("INTERRUPTED", message, {
    hint: "What came back is kept: build again to go on.",
    cause,
  });
}
