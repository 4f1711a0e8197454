import pLimit from "p-limit";
import { acquireLock } from "../answers/lock.ts";
import { AnswerStore } from "../answers/store.ts";
import { PreloError } from "../errors.ts";
import { follow } from "../requests/http/abort.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Job, Provider } from "../job/types.ts";
import { priceReply } from "../plan/prices/bill.ts";
import { pricesOf } from "../plan/prices/prices.ts";
import type { PictureRun } from "../pictures/context.ts";
import { openSharing } from "../requests/pace/sharing.ts";
import { makeVariantsHere } from "../pictures/variants/make-variants.ts";
import { makeVariantsThere, variantsPlace } from "./remote-variants.ts";
import type { RunContext } from "../requests/context.ts";
import { openQueues, type ProviderQueues } from "../requests/pace/queue.ts";
import type { CarrierOptions } from "../requests/machines/carrier.ts";
import { budgetError, Spending } from "../requests/spending.ts";
import type { BuildOptions, Environment } from "./environment.ts";
import { openCarrier } from "./coordinate.ts";
import { countOpenArticles } from "./open-articles.ts";
import { openSender } from "./sender.ts";
import type { SecretFinder } from "../secrets/find.ts";
import { startLocalWorker } from "./work.ts";

/** Articles that may be open at once while workers send the requests. */
const openForWorkers = 128;
const minuteMs = 60_000;
/** A timer that is to wait longer goes off at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A run that is under way: what its requests share, and what must be given back at its end. */
export interface Run extends RunContext, PictureRun {
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
  const { now, clock, random, emit } = environment;
  // The run's own: what goes wrong in it ends this run, and none of a preview's later ones.
  const [stopping, ignoreStop] = follow(environment.stopping);
  const [aborting, ignoreAbort] = follow(environment.aborting);
  const ignoreSignals = (): void => {
    ignoreStop();
    ignoreAbort();
  };
  const providers = new Map<string, ProviderQueues>();
  const onAhead: CarrierOptions["onAhead"] = (aheadOf) => {
    for (const [name, queues] of providers) {
      if (name !== sandboxProvider) {
        queues.setConcurrency(aheadOf(name));
      }
    }
  };
  const signals = { stopping: stopping.signal, aborting: aborting.signal };
  const carrier =
    options.queue === undefined
      ? undefined
      : await openCarrier(job, environment, { ...signals, onAhead });
  const giveLockBack = await acquireLock(job.answersDir, environment.lockHolder, {
    // It woke up and found its place taken: nothing more is sent, nor awaited to be written.
    onLost: (error) => {
      stopping.abort(error);
      aborting.abort(error);
    },
  }).catch(async (error: unknown) => {
    ignoreSignals();
    await carrier?.close();
    throw error;
  });
  const concurrencies = [...job.providers.values()].map(
    ({ limits }) => options.concurrency ?? limits.concurrency,
  );
  const pictures = pLimit(environment.threads);
  const sender = openSender(job, Math.max(...concurrencies), environment, aborting.signal);
  const sharing = openSharing({
    queue: job.queue,
    variables: environment.variables,
    clock,
    random,
    baseUrlOf: async (provider) => (await sender.connectionOf(provider)).baseUrl,
  });
  const queuesOf = (provider: Provider): ProviderQueues => {
    const isCarried = carrier !== undefined && provider.name !== sandboxProvider;
    const queues =
      providers.get(provider.name) ??
      (isCarried
        ? openQueues(toPaceless(provider), carrier.aheadOf(provider.name), () =>
            carrier.exchangeWith(provider),
          )
        : openQueues(provider, options.concurrency, sender.openExchange, sharing.limitsOf));
    providers.set(provider.name, queues);
    return queues;
  };
  const localWorker =
    options.queue === "local"
      ? await startLocalWorker(job, sender, environment, aborting.signal).catch(
          async (error: unknown) => {
            ignoreSignals();
            await Promise.all([sender.close(), carrier?.close()]);
            await giveLockBack();
            throw error;
          },
        )
      : undefined;
  const priceOf = pricesOf(job);
  const makeHere = makeVariantsHere(pictures, clock);
  const stopTimer = stopAfterMinutes(job.budget.minutes, stopping);
  return {
    ...sender,
    store: new AnswerStore(job.answersDir, {
      onWriteFailed: (error) => stopping.abort(toStop(error, job.answersDir)),
      onReviewDropped: ({ slug, id }, by) => {
        const message = `its text is another now: the review by ${by} is dropped`;
        emit({ type: "warning", article: slug, block: id, message });
      },
      onSetAside: ({ slug, id }, from, to) => {
        const message = `${from} may be a person's work: it is kept as ${to}`;
        emit({ type: "warning", article: slug, block: id, message });
      },
    }),
    queueOf: (provider, model) => queuesOf(provider).queueOf(model),
    spending: new Spending(job.budget, options.before, budgetsOf(job)),
    priceReply: (request, reply) => priceReply(reply, priceOf(request)),
    emit,
    now,
    clock,
    random,
    stopping,
    aborting: aborting.signal,
    pictures,
    makeVariants:
      carrier === undefined
        ? makeHere
        : makeVariantsThere(carrier, await variantsPlace(), makeHere),
    told: new WeakSet(),
    openArticles: countOpenArticles(
      job,
      carrier === undefined ? Math.max(...concurrencies) : openForWorkers,
    ),
    close: async () => {
      ignoreSignals();
      stopTimer();
      try {
        await localWorker?.close();
        await Promise.all([sender.close(), sharing.close(), carrier?.close()]);
      } finally {
        await giveLockBack();
      }
    },
  };
}

function budgetsOf({ articles }: Job): ReadonlyMap<string, number> {
  return new Map(
    articles.flatMap(({ slug, budget }) => (budget === undefined ? [] : [[slug, budget.usd]])),
  );
}

/** The pace is kept where the requests are sent: by the workers, together. */
function toPaceless({ limits, ...provider }: Provider): Provider {
  const { tokensPerMinute: _, ...others } = limits;
  return { ...provider, limits: { ...others, requestsPerMinute: Infinity } };
}

/** What is asked once an answer could not be kept would be paid for in vain. */
function toStop(error: PreloError, folder: string): PreloError {
  return new PreloError(
    "WRITE_FAILED",
    `${folder} could not be written to, so nothing more was sent`,
    { hint: error.hint ?? "Mend that, and run the same command again.", cause: error },
  );
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
