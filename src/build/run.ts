import pLimit from "p-limit";
import { AccountEnds } from "./account-ends.ts";
import { acquireLock } from "../answers/lock.ts";
import { AnswerStore } from "../answers/store.ts";
import { PreloError } from "../errors.ts";
import { follow } from "../requests/http/abort.ts";
import type { Job } from "../job/types.ts";
import { priceReply } from "../plan/prices/bill.ts";
import { pricesOf } from "../plan/prices/prices.ts";
import type { PictureRun } from "../pictures/context.ts";
import { PrefixLeads } from "../requests/pace/prefix-leads.ts";
import { openSharing } from "../requests/pace/sharing.ts";
import { makeVariantsHere } from "../pictures/variants/make-variants.ts";
import { makeVariantsThere, variantsPlace } from "./workers/remote-variants.ts";
import type { Batches } from "../requests/batches/port.ts";
import type { RunContext } from "../requests/context.ts";
import { budgetError, Spending } from "../requests/spending.ts";
import type { BuildOptions, Environment } from "./environment.ts";
import { Closing } from "./closing.ts";
import { openCarrier } from "./workers/coordinate.ts";
import { countOpenArticles } from "./open-articles.ts";
import { QueuesByProvider } from "./provider-queues.ts";
import { openSender } from "./sender.ts";
import type { SecretFinder } from "../secrets/find.ts";
import { startLocalWorker } from "./workers/work.ts";

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
  readonly accountEnds: AccountEnds;
  close(): Promise<void>;
}

/** What lasts while batches are awaited, although the lock is given back. */
export interface SharedByWaves {
  readonly batches: Batches;
  readonly spending: Spending;
  readonly told: WeakSet<PreloError>;
  /** The models whose ends were looked for. */
  readonly endsTold: Set<string>;
  /** What is left of the budget in minutes; undefined for no such budget. */
  readonly minutes: number | undefined;
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
  wave?: SharedByWaves,
): Promise<Run> {
  const closing = new Closing();
  try {
    return await open(job, options, environment, closing, wave);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function open(
  job: Job,
  options: BuildOptions,
  environment: Environment,
  closing: Closing,
  wave: SharedByWaves | undefined,
): Promise<Run> {
  const { now, clock, random, emit, variables } = environment;
  // The run's own: what goes wrong in it ends this run, and none of a preview's later ones.
  const [stopping, ignoreStop] = follow(environment.stopping);
  const [aborting, ignoreAbort] = follow(environment.aborting);
  closing.add(ignoreStop);
  closing.add(ignoreAbort);
  const queues = new QueuesByProvider();
  const signals = { stopping: stopping.signal, aborting: aborting.signal };
  const carrier =
    options.queue === undefined
      ? undefined
      : await openCarrier(job, environment, { ...signals, onAhead: queues.setAhead });
  closing.add(() => carrier?.close());
  const giveLockBack = await acquireLock(job.answersDir, environment.lockHolder, {
    // It woke up and found its place taken: nothing more is sent, nor awaited to be written.
    onLost: (error) => {
      stopping.abort(error);
      aborting.abort(error);
    },
  });
  closing.add(giveLockBack);
  const slots = [...job.providers.values()].map(
    ({ limits }) => options.concurrency ?? limits.concurrency,
  );
  const mostSlots = Math.max(...slots);
  const sender = openSender(job, mostSlots, environment, aborting.signal);
  closing.add(() => sender.close());
  const sharing = openSharing({
    queue: job.queue,
    variables,
    clock,
    random,
    baseUrlOf: async (provider) => (await sender.connectionOf(provider)).baseUrl,
  });
  closing.add(() => sharing.close());
  if (options.queue === "local") {
    const worker = await startLocalWorker(job, sender, environment, aborting.signal);
    closing.add(() => worker.close());
  }
  closing.add(stopAfterMinutes(wave?.minutes ?? job.budget.minutes, stopping));
  const way = { sender, sharing, carrier, concurrency: options.concurrency };
  const priceOf = pricesOf(job);
  const pictures = pLimit(environment.threads);
  const makeHere = makeVariantsHere(pictures, clock);
  const accountEnds = new AccountEnds({ ...sender, now, emit }, wave?.endsTold ?? new Set());
  closing.add(() => accountEnds.close());
  return {
    ...sender,
    store: openStore(job, stopping, emit),
    queueOf: (provider, model) => queues.queueOf(provider, model, way),
    leads: new PrefixLeads(clock),
    ...(wave !== undefined && { batches: wave.batches }),
    spending: wave?.spending ?? openSpending(job, options),
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
    told: wave?.told ?? new WeakSet(),
    accountEnds,
    openArticles: countOpenArticles(job, carrier === undefined ? mostSlots : openForWorkers),
    close: () => closing.close(),
  };
}

function openStore(
  { answersDir }: Job,
  stopping: AbortController,
  emit: Environment["emit"],
): AnswerStore {
  return new AnswerStore(answersDir, {
    onWriteFailed: (error) => stopping.abort(toStop(error, answersDir)),
    onReviewDropped: ({ slug, id }, by) => {
      const message = `its text is another now: the review by ${by} is dropped`;
      emit({ type: "warning", article: slug, block: id, message });
    },
    onSetAside: ({ slug, id }, from, to) => {
      const message = `${from} may be a person's work: it is kept as ${to}`;
      emit({ type: "warning", article: slug, block: id, message });
    },
  });
}

/** The account of a whole command. */
export function openSpending(job: Job, { before }: Pick<BuildOptions, "before">): Spending {
  return new Spending(job.budget, before, budgetsOf(job));
}

function budgetsOf({ articles }: Job): ReadonlyMap<string, number> {
  return new Map(
    articles.flatMap(({ slug, budget }) => (budget === undefined ? [] : [[slug, budget.usd]])),
  );
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
