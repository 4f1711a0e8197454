import { plural } from "../../job/diagnostics/plural.ts";
import { type AttemptError, PreloError } from "../../errors.ts";
import { AnswerError } from "../../endpoints/answer-error.ts";
import type { Provider } from "../../job/types.ts";
import type { SendContext } from "../context.ts";
import type { Queue } from "./queue.ts";
import { nextDelay } from "./next-delay.ts";
import { type Hold, isOutage, type RequestHistory } from "./outage.ts";

const aloneHint =
  "The server has answered others: run the same command again, and reword the prompt if this one fails again.";

/** What a failed attempt means for its request. */
export interface Weighed {
  /** Why there is no other attempt; undefined when there is one. */
  readonly givenUp: PreloError | undefined;
  /** Until the next attempt, in milliseconds. */
  readonly delayMs: number;
  /** The server is down: the pause is the queue's, and none of the request's own time. */
  readonly isHeld: boolean;
}

/** An attempt that failed. Times are those of the run's monotonic clock. */
export interface FailedAttempt {
  readonly attempt: number;
  readonly startedMs: number;
  /** What the request's earlier attempts took of its deadline, in milliseconds. */
  readonly spentMs: number;
  /** What all of the request's attempts and pauses may take, in milliseconds. */
  readonly deadlineMs: number;
  /** It was out already when the queue was held. */
  readonly isLate: boolean;
}

/**
 * Decides about a request whose attempt failed, and does to its queue what the failure means for all
 * others: closes it when each would fail alike, pauses it for as long as the server asks, holds it
 * when the server is down.
 */
export function weighFailure(
  error: AttemptError,
  failed: FailedAttempt,
  history: RequestHistory,
  queue: Queue,
  context: SendContext,
): Weighed {
  const { provider, gate, outage } = queue;
  const { retryAfterMs } = error;
  const nowMs = context.clock();
  const random = context.random();
  const delayMs = nextDelay({ attempt: failed.attempt, retryAfterMs, random });
  const giveUp = (givenUp: PreloError): Weighed => ({ givenUp, delayMs, isHeld: false });

  // This is no answer, but the server is up.
  if (error instanceof AnswerError) {
    outage.answered(nowMs);
  }
  // A server that has answered before is not a wrong address, whatever it does once.
  const isWrongAddress = error.code !== "PROVIDER_UNREACHABLE" || !outage.hasAnswered;
  if (error.stops !== undefined && isWrongAddress) {
    queue.close(error, error.stops);
  }
  if (!error.retryable) {
    return giveUp(error);
  }
  if (error.code === "PROVIDER_NO_ROOM") {
    return weighRefusal(error, history, random, provider);
  }
  const isLimited = error.code === "PROVIDER_RATE_LIMIT";
  const concernsAll = isLimited || isOutage(error);
  const parked = whyParked(error, provider, context.now());
  if (parked !== undefined) {
    if (concernsAll) {
      queue.close(parked, "model");
    }
    return giveUp(parked);
  }
  if (isLimited && queue.window.limited()) {
    gate.slowDown(nowMs);
  }
  if (isLimited || (concernsAll && retryAfterMs !== undefined)) {
    gate.pause(nowMs + delayMs);
    queue.shared?.pause(delayMs, isLimited);
  }

  let counts = true;
  if (isOutage(error)) {
    const verdict = outage.failed(error, history, { ...failed, random });
    counts = verdict.counts;
    if (verdict.hold !== undefined) {
      const lost = hold(verdict.hold, error, queue, context);
      if (lost !== undefined) {
        return giveUp(lost);
      }
    }
  } else {
    history.failures += 1;
    history.doubtful += error.mostAttempts === undefined ? 0 : 1;
  }
  // Where one attempt is allowed, there is no second request, whoever is to blame.
  const isUsedUp =
    (counts && history.failures >= provider.maxAttempts) ||
    provider.maxAttempts === 1 ||
    history.doubtful >= (error.mostAttempts ?? Infinity);
  if (isUsedUp) {
    const times = plural(failed.attempt, "attempt");
    return giveUp(toFinal(error, `given up after ${times}`, error.hint));
  }
  if (outage.isHeld) {
    return {
      givenUp: undefined,
      delayMs: Math.max(0, Math.ceil(gate.pausedUntilMs - nowMs)),
      isHeld: true,
    };
  }
  const spentMs = failed.spentMs + nowMs - failed.startedMs + delayMs;
  return spentMs >= failed.deadlineMs
    ? giveUp(pastDeadline(error))
    : { givenUp: undefined, delayMs, isHeld: false };
}

/** How long a request waits for room in its tier, in seconds; after the last pause it is given up. */
const pausesForRoom = [30, 60, 120];

/**
 * No room for one request says nothing about others, and costs nothing. One that was cut off while the server may
 * have been at it is not tried there again: it may be billed.
 */
function weighRefusal(
  error: AttemptError,
  history: RequestHistory,
  random: number,
  { longestWaitMs }: Provider,
): Weighed {
  const seconds = pausesForRoom[history.refusals];
  const askedMs = error.retryAfterMs ?? 0;
  history.refusals += 1;
  const pauseMs = Math.max((seconds ?? 0) * 1000, askedMs);
  const delayMs = nextDelay({ attempt: 1, retryAfterMs: pauseMs, random });
  const isLong = askedMs > Math.max(longestWaitMs, (seconds ?? 0) * 1000);
  const givenUp =
    seconds === undefined || isLong || error.mayBeBilled
      ? toFinal(error, `given up after ${plural(history.refusals, "attempt")}`, error.hint)
      : undefined;
  return { givenUp, delayMs, isHeld: false };
}

/**
 * Lets the others wait, or gives all of them up when the server was down for as long as a request
 * may take; where only one request fails, that one.
 * @returns why it is given up; undefined while the server may still come back
 */
function hold(
  { pauseMs, sinceMs, endsMs, isNew, isAlone }: Hold,
  error: AttemptError,
  queue: Queue,
  { now, clock, emit }: SendContext,
): PreloError | undefined {
  const nowMs = clock();
  if (nowMs + pauseMs >= endsMs) {
    const seconds = Math.round((nowMs - sinceMs) / 1000);
    if (isAlone) {
      return toFinal(error, `this request alone has failed for ${seconds} s`, aloneHint);
    }
    const lost = toFinal(error, `it has answered nothing for ${seconds} s`, error.hint);
    queue.close(lost, "model");
    return lost;
  }
  queue.gate.pause(nowMs + pauseMs);
  if (isNew) {
    const { provider, model } = queue;
    const untilMs = now() + endsMs - nowMs;
    const { message } = error;
    emit({ type: "waiting", reason: "outage", provider: provider.name, model, untilMs, message });
  }
  return undefined;
}

/**
 * Compares the wait that the server asks for with `longest_wait_seconds`; jitter is added later and
 * not counted.
 */
function whyParked(
  error: AttemptError,
  { longestWaitMs }: Provider,
  nowMs: number,
): PreloError | undefined {
  const { retryAfterMs = 0 } = error;
  if (retryAfterMs <= longestWaitMs) {
    return undefined;
  }
  const resumeAt = new Date(Math.ceil((nowMs + retryAfterMs) / 1000) * 1000);
  const when = Number.isNaN(resumeAt.getTime()) ? "much later" : resumeAt.toISOString();
  return toFinal(error, `the server asks to wait until ${when}`, "Run the same command then.");
}

/** The failure of a request whose attempts took all of its time. */
export function pastDeadline(error: AttemptError): PreloError {
  return toFinal(error, "its deadline has passed", "Raise deadline_seconds, or run again.");
}

function toFinal(error: AttemptError, why: string, hint: string | undefined): PreloError {
  return new PreloError(error.code, `${error.message}; ${why}`, { hint, cause: error });
}
