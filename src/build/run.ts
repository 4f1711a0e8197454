import pLimit from "p-limit";
import { acquireLock } from "../answers/lock.ts";
import { AnswerStore } from "../answers/store.ts";
import { PreloError } from "../errors.ts";
import { follow } from "../requests/http/abort.ts";
import { createHttpClient } from "../requests/http/client.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Job, Provider } from "../job/types.ts";
import { priceReply } from "../plan/cost.ts";
import { resolveAccess, toConnection } from "../requests/access.ts";
import type { Connection } from "../requests/call.ts";
import type { PictureRun } from "../pictures/context.ts";
import { Downloads } from "../requests/downloads.ts";
import { type Exchange, openHttpExchange } from "../requests/exchange.ts";
import { openSharing } from "../requests/machines/sharing.ts";
import { openQueues, type ProviderQueues } from "../requests/queue.ts";
import { secretVariablesOf } from "../job/provider-variables.ts";
import { collectSecrets } from "../secrets/collect.ts";
import { createFinder, type SecretFinder, type SecretMatch } from "../secrets/find.ts";
import { isAllowed } from "../secrets/fingerprint.ts";
import { budgetError, Spending } from "../requests/spending.ts";
import type { BuildOptions, Environment } from "./environment.ts";
import { countOpenArticles } from "./open-articles.ts";
import { assertPictureIsClean } from "./picture-secrets.ts";

const minuteMs = 60_000;
/** A timer that is to wait longer goes off at once. */
const longestTimerMs = 2 ** 31 - 1;
/** Downloads at the same time, over all providers. */
const downloadConcurrency = 8;

/** A run that is under way: what its requests share, and what must be given back at its end. */
export interface Run extends PictureRun {
  readonly store: AnswerStore;
  /** Finds the secrets that this run can know. */
  readonly secrets: SecretFinder;
  /** How many articles may be open at once: enough to fill every provider's slots, no more. */
  readonly openArticles: number;
  /** Failures that were told as they came. */
  readonly told: WeakSet<PreloError>;
  close(): Promise<void>;
}

/**
 * Takes the lock and opens what a run needs. Nothing connects before the first request; the
 * sandbox starts with the first request to it.
 * @throws PreloError LOCKED, WRITE_FAILED
 */
export async function openRun(
  job: Job,
  options: BuildOptions,
  environment: Environment,
): Promise<Run> {
  const { variables, now, clock, random, emit } = environment;
  // The run's own: what goes wrong in it ends this run, and none of a preview's later ones.
  const [stopping, ignoreStop] = follow(environment.stopping);
  const [aborting, ignoreAbort] = follow(environment.aborting);
  const ignoreSignals = (): void => {
    ignoreStop();
    ignoreAbort();
  };
  const giveLockBack = await acquireLock(job.answersDir, environment.lockHolder, {
    // It woke up and found its place taken: nothing more is sent, nor awaited to be written.
    onLost: (error) => {
      stopping.abort(error);
      aborting.abort(error);
    },
  }).catch((error: unknown) => {
    ignoreSignals();
    throw error;
  });
  const concurrencies = [...job.providers.values()].map(
    ({ limits }) => options.concurrency ?? limits.concurrency,
  );
  const client = createHttpClient({
    connections: Math.max(downloadConcurrency, ...concurrencies),
    userAgent: `prelo/${environment.version}`,
    proxy: {
      httpProxy: variables["http_proxy"] ?? variables["HTTP_PROXY"],
      httpsProxy: variables["https_proxy"] ?? variables["HTTPS_PROXY"],
      noProxy: variables["no_proxy"] ?? variables["NO_PROXY"],
    },
  });
  const pictures = pLimit(environment.threads);
  // Apart from resizing: what has arrived is recorded before it waits for older pictures.
  const inspections = pLimit(environment.threads);
  const sandbox = lazySandbox();
  const providers = new Map<string, ProviderQueues>();
  const keyNames = secretVariablesOf(job);
  environment.learnKeyNames?.(keyNames);
  const secrets = createFinder(collectSecrets(variables, keyNames));
  const guard = { secrets, isAllowed: (found: SecretMatch) => allows(job, found) };
  const connections = new Map<string, Promise<Connection>>();
  const connect = async (provider: Provider): Promise<Connection> => {
    const access =
      provider.name === sandboxProvider
        ? { baseUrl: await sandbox.start() }
        : resolveAccess(provider, variables);
    return { ...toConnection(provider, access), ...guard };
  };
  const connectionOf = (provider: Provider): Promise<Connection> => {
    const connection = connections.get(provider.name) ?? connect(provider);
    connections.set(provider.name, connection);
    return connection;
  };
  const openExchange = async (provider: Provider): Promise<Exchange> =>
    openHttpExchange(client, await connectionOf(provider), { signal: aborting.signal, now });
  const sharing = openSharing({
    queue: job.queue,
    variables,
    clock,
    random,
    baseUrlOf: async (provider) => (await connectionOf(provider)).baseUrl,
  });
  const queuesOf = (provider: Provider): ProviderQueues => {
    const queues =
      providers.get(provider.name) ??
      openQueues(provider, options.concurrency, openExchange, sharing.limitsOf);
    providers.set(provider.name, queues);
    return queues;
  };
  const stopTimer = stopAfterMinutes(job.budget.minutes, stopping);
  return {
    client,
    store: new AnswerStore(job.answersDir, {
      onWriteFailed: (error) => stopping.abort(toStop(error, job.answersDir)),
      onSetAside: ({ slug, id }, from, to) => {
        const message = `${from} may be a person's work: it is kept as ${to}`;
        emit({ type: "warning", article: slug, block: id, message });
      },
    }),
    secrets,
    queueOf: (provider, model) => queuesOf(provider).queueOf(model),
    connectionOf,
    spending: new Spending(job.budget),
    priceReply: (model, reply) => priceReply(reply, job.prices.get(model)),
    emit,
    now,
    clock,
    random,
    stopping,
    aborting: aborting.signal,
    downloads: new Downloads(downloadConcurrency),
    pictures,
    inspectPicture: (bytes, limits) =>
      inspections(async () => {
        const { inspectPicture } = await import("../pictures/inspect.ts");
        const facts = await inspectPicture(bytes, limits);
        await assertPictureIsClean(bytes, guard);
        return facts;
      }),
    told: new WeakSet(),
    openArticles: countOpenArticles(job, Math.max(...concurrencies)),
    close: async () => {
      ignoreSignals();
      stopTimer();
      try {
        await Promise.all([client.close(), sandbox.close(), sharing.close()]);
      } finally {
        await giveLockBack();
      }
    },
  };
}

/** What is asked once an answer could not be kept would be paid for in vain. */
function toStop(error: PreloError, folder: string): PreloError {
  return new PreloError(
    "WRITE_FAILED",
    `${folder} could not be written to, so nothing more was sent`,
    { hint: error.hint ?? "Mend that, and run the same command again.", cause: error },
  );
}

function allows(job: Job, { secret: { name, isKey }, found }: SecretMatch): boolean {
  return isAllowed({ name, found, isKey }, job.leaks.allow);
}

/** The embedded server, started when it is first needed. */
function lazySandbox(): { start: () => Promise<string>; close: () => Promise<void> } {
  let started: Promise<{ readonly url: string; close: () => Promise<void> }> | undefined;
  return {
    start: async () => {
      started ??= import("../sandbox/server.ts").then(({ startSandbox }) => startSandbox());
      return (await started).url;
    },
    close: async () => {
      await (await started)?.close();
    },
  };
}

function stopAfterMinutes(minutes: number | undefined, stopping: AbortController): () => void {
  if (minutes === undefined) {
    return () => undefined;
  }
  const timer = setTimeout(
    () => {
      stopping.abort(budgetError(`the budget of ${minutes} minutes is used up`));
    },
    Math.min(minutes * minuteMs, longestTimerMs),
  );
  return () => clearTimeout(timer);
}
