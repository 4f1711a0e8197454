import pLimit from "p-limit";
import { PreloError } from "../../errors.ts";
import { queueKeyVariable, readVariable } from "../../job/provider-variables.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import { listAsked } from "../../job/alt-blocks.ts";
import { settingsOf } from "../../job/asked.ts";
import { builtInProviders, plainProvider } from "../../job/read/read-providers.ts";
import type { Job, Provider } from "../../job/types.ts";
import { resolveAccess } from "../../requests/calls/access.ts";
import { loadWithPackages, openRedis } from "../../requests/machines/redis.ts";
import { createSeal } from "../../requests/machines/seal.ts";
import { openSharing } from "../../requests/pace/sharing.ts";
import type { RunningWorker, WorkerEvent } from "../../requests/machines/worker.ts";
import type { Environment } from "../environment.ts";
import { loadCheckedJob } from "../load-job.ts";
import { makeVariantsHere } from "../../pictures/variants/make-variants.ts";
import { toByteWork, variantsPlace } from "./remote-variants.ts";
import { openHands } from "./hands.ts";
import { noQueue } from "./open-queue.ts";
import { openSender, type Sender } from "../sender.ts";

const lookForProvidersMs = 5000;

export interface WorkOptions {
  /** Absolute path of the job file that says where the queue is and whom to ask; or `queue` does. */
  readonly jobFile?: string;
  /** Where the queue is, for a worker without a job: it asks `openai` alone. */
  readonly queue?: { readonly urlEnv: string; readonly name: string };
  /** Overrides every provider's own. */
  readonly concurrency?: number;
  /** Whether it makes pictures' variants as well. */
  readonly pictures?: boolean;
  /** Hosts that requests without a key may go to although this worker's job does not name them. */
  readonly allow?: readonly string[];
  /** Without a sign of life for so long, a worker counts as gone, in milliseconds. */
  readonly lockMs?: number;
}

/** What comes from outside. */
export type WorkEnvironment = Pick<
  Environment,
  | "variables"
  | "now"
  | "clock"
  | "random"
  | "threads"
  | "version"
  | "lockHolder"
  | "learnKeyNames"
  | "stopping"
  | "aborting"
> & { readonly onEvent: (event: WorkerEvent) => void };

/**
 * Sends requests for coordinators until it is stopped; then waits for what it has sent.
 * @throws JobError; PreloError USAGE, KEY_MISSING when it can ask nobody, QUEUE_FAILED
 */
export async function work(options: WorkOptions, environment: WorkEnvironment): Promise<void> {
  const job = await loadWorkersJob(options);
  const { stopping, aborting } = environment;
  const { allow = [], concurrency, lockMs, pictures = false } = options;
  const sender = openSender(job, mostSlots(job, concurrency), environment, aborting);
  try {
    const worker = await startWorkerFor(job, sender, environment, {
      allow,
      concurrency,
      lockMs,
      pictures,
    });
    await new Promise<void>((resolve) => {
      if (stopping.aborted) {
        resolve();
      }
      stopping.addEventListener("abort", () => resolve(), { once: true });
    });
    await worker.close();
  } finally {
    await sender.close();
  }
}

/** A worker within a run that is its own coordinator. */
export function startLocalWorker(
  job: Job,
  sender: Sender,
  environment: Environment,
  aborting: AbortSignal,
): Promise<RunningWorker> {
  return startWorkerFor(job, sender, { ...environment, aborting, onEvent: () => undefined }, {});
}

type WorkersJob = Pick<Job, "providers" | "leaks"> & { readonly queue: NonNullable<Job["queue"]> };

async function loadWorkersJob({ jobFile, queue }: WorkOptions): Promise<WorkersJob> {
  if (queue !== undefined) {
    return { providers: builtInProviders(), queue, leaks: { allow: [] } };
  }
  const { job } = await loadCheckedJob({ jobFile: jobFile ?? "" });
  if (job.queue === undefined) {
    throw noQueue(job.file);
  }
  return { ...job, queue: job.queue };
}

function mostSlots({ providers }: WorkersJob, concurrency: number | undefined): number {
  return Math.max(
    ...[...providers.values()].map(({ limits }) => concurrency ?? limits.concurrency),
  );
}

async function startWorkerFor(
  job: WorkersJob | Job,
  sender: Sender,
  environment: Omit<WorkEnvironment, "stopping">,
  {
    allow = [],
    concurrency,
    lockMs,
    pictures = false,
  }: {
    pictures?: boolean;
    allow?: readonly string[];
    concurrency?: number | undefined;
    lockMs?: number | undefined;
  },
): Promise<RunningWorker> {
  const { variables, now, clock, version, lockHolder, aborting, onEvent } = environment;
  const { queue } = job;
  if (queue === undefined) {
    throw new Error("a worker needs a queue");
  }
  const served = whomToAsk(job, environment, allow.length > 0 || pictures);
  const redis = await openRedis({ urlEnv: queue.urlEnv, variables });
  const { startWorker } = await loadWithPackages(() => import("../../requests/machines/worker.ts"));
  const worker = await startWorker({
    redis,
    queue: queue.name,
    seal: createSeal(readVariable(queueKeyVariable, variables)),
    name: `${lockHolder.host}:${lockHolder.pid}`,
    ...(lockMs !== undefined && { lockMs }),
    version,
    now,
    clock,
    aborting,
    emit: onEvent,
  });
  const sharing = openSharing({
    queue,
    variables,
    clock,
    random: environment.random,
    baseUrlOf: async (provider) => (await sender.connectionOf(provider)).baseUrl,
  });
  const serve = async (provider: Provider): Promise<void> => {
    const hands = await openHands(provider, sender, sharing, environment);
    await worker.serve(provider.name, concurrency ?? provider.limits.concurrency, hands);
  };
  for (const provider of served) {
    await serve(provider);
  }
  if (pictures) {
    const limit = pLimit(environment.threads);
    const encode = toByteWork(makeVariantsHere(limit, clock));
    await worker.serveWork(await variantsPlace(), environment.threads, encode);
  }
  const lookForMore = async (): Promise<void> => {
    for (const { name, baseUrl } of await worker.announcedProviders()) {
      const isNew = !worker.serves(name) && !job.providers.has(name);
      if (isNew && isAllowedHost(baseUrl, allow)) {
        await serve(plainProvider(name, baseUrl));
      }
    }
  };
  const timer = setInterval(() => {
    lookForMore().catch(() => undefined);
  }, lookForProvidersMs);
  if (allow.length === 0) {
    clearInterval(timer);
  } else {
    await lookForMore();
  }
  return {
    close: async () => {
      clearInterval(timer);
      await worker.close();
      await sharing.close();
      redis.disconnect();
    },
  };
}

/** Those of a job's providers that can be asked from here. @throws PreloError KEY_MISSING when none can */
function whomToAsk(
  { providers, articles = [] }: Pick<Job, "providers"> & Partial<Pick<Job, "articles">>,
  { variables, onEvent }: Pick<WorkEnvironment, "variables" | "onEvent">,
  hasOtherWork: boolean,
): readonly Provider[] {
  const served: Provider[] = [];
  let lacking: PreloError | undefined;
  for (const provider of providers.values()) {
    if (provider.name === sandboxProvider) {
      continue;
    }
    try {
      resolveAccess(provider, variables);
      served.push(provider);
    } catch (error) {
      if (!(error instanceof PreloError)) {
        throw error;
      }
      lacking ??= error;
      if (
        articles.flatMap(listAsked).some((block) => settingsOf(block).provider === provider.name)
      ) {
        onEvent({ type: "unserved", provider: provider.name, message: error.message });
      }
    }
  }
  if (served.length === 0 && !hasOtherWork && lacking !== undefined) {
    throw new PreloError(lacking.code, lacking.message, {
      hint: "Set it where this worker runs: keys never come through the queue.",
    });
  }
  return served;
}

/** Whether `--allow` names a host; `HOST` allows all its ports, `HOST:PORT` that one. */
function isAllowedHost(baseUrl: string, allow: readonly string[]): boolean {
  const { host, hostname } = new URL(baseUrl);
  return allow.some((name) => name === host || name === hostname);
}
