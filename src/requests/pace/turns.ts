import { type ErrorCode, PreloError } from "../../errors.ts";
import { NotSentError } from "../not-sent.ts";
import type { ApiReply } from "../calls/call.ts";
import type { SendContext } from "../context.ts";
import { sleep } from "../http/abort.ts";
import type { Delay, SharedLimits } from "./shared-limits.ts";
import type { Queue } from "./queue.ts";
import type { HasLostPlace } from "./window.ts";

/** A shorter wait is not reported, in milliseconds. */
const shortWaitMs = 1000;
/** How often a request that waits for its turn looks again at the latest, in milliseconds. */
const longestLookMs = 1000;
/** As much, where replies to other machines may change the pace as well. */
const longestSharedLookMs = 250;

/** Waits out what a 429 or an outage demands of all the queue's requests; holds no slot meanwhile. */
export async function waitWhilePaused(queue: Queue, context: SendContext): Promise<void> {
  for (;;) {
    assertMayGo(queue, context);
    const waitMs = queue.gate.pausedUntilMs - context.clock();
    if (waitMs <= 0) {
      return;
    }
    announceWait("server", waitMs, queue, context);
    await sleepInQueue(waitMs, queue, context);
  }
}

/** Why no request of the provider can have a turn among all machines. */
const whatAllShare: ReadonlySet<ErrorCode> = new Set(["QUEUE_FAILED", "KEY_MISSING"]);

/** A request's place in the pace. */
export interface Turn {
  /** Takes over what its answer's headers say, and gives back the tokens that it did not use. */
  readonly answered: (rate: ApiReply<unknown>["rate"], unusedTokens: number) => void;
}

/**
 * Waits for the request's turn at the queue's pace, one behind the other.
 * @param boundTokens the most that the request can take
 * @returns undefined when the queue was paused or held meanwhile: everyone gets back in line then, so
 * that not all go at the same moment
 * @throws PreloError QUEUE_FAILED when limits are shared and nobody can say what is left of them
 */
export function takeTurn(
  queue: Queue,
  boundTokens: number,
  hasLostPlace: HasLostPlace,
  context: SendContext,
): Promise<Turn | undefined> {
  const { gate, shared } = queue;
  const isOver = (): boolean => hasLostPlace() || gate.pausedUntilMs > context.clock();
  return queue.turns(async () => {
    for (;;) {
      assertMayGo(queue, context);
      if (isOver()) {
        return undefined;
      }
      const nowMs = context.clock();
      const waitMs = gate.waitMs(nowMs);
      if (waitMs <= 0) {
        gate.take(nowMs, boundTokens);
        const own: Turn = {
          answered: (rate, unused) => gate.observe(rate, unused, context.clock()),
        };
        return shared === undefined
          ? own
          : takeSharedTurn(own, shared, boundTokens, isOver, queue, context);
      }
      announceWait("pace", waitMs, queue, context);
      // Replies that come meanwhile may change the pace.
      await sleepInQueue(Math.min(waitMs, longestLookMs), queue, context);
    }
  });
}

/** Waits for the turn among all machines as well. */
async function takeSharedTurn(
  own: Turn,
  shared: SharedLimits,
  boundTokens: number,
  isOver: () => boolean,
  queue: Queue,
  context: SendContext,
): Promise<Turn | undefined> {
  const wait = async ({ reason, waitMs, lost }: Delay): Promise<boolean> => {
    if (lost !== undefined) {
      const { provider, model } = queue;
      const untilMs = context.now() + lost.givenUpAfterMs;
      const { message } = lost;
      context.emit({
        type: "waiting",
        reason: "queue",
        provider: provider.name,
        model,
        untilMs,
        message,
      });
    } else if (reason === "pace" || reason === "server") {
      announceWait(reason, waitMs, queue, context);
    }
    await sleepInQueue(Math.min(waitMs, longestSharedLookMs), queue, context);
    return !isOver();
  };
  try {
    const booking = await shared.take(boundTokens, wait);
    return booking === undefined
      ? undefined
      : {
          answered: (rate, unused) => {
            own.answered(rate, unused);
            shared.answered(booking, rate, unused);
          },
        };
  } catch (error) {
    if (error instanceof PreloError && whatAllShare.has(error.code)) {
      queue.close(error, "provider");
    }
    throw error;
  }
}

/** Reports a wait, unless one that was reported still lasts: the reason is the same. */
function announceWait(
  reason: "pace" | "server",
  waitMs: number,
  { gate, outage, provider, model }: Queue,
  { now, clock, emit }: SendContext,
): void {
  const isTold = outage.isHeld || waitMs <= shortWaitMs;
  if (isTold || !gate.announce(clock() + waitMs, clock())) {
    return;
  }
  emit({ type: "waiting", reason, provider: provider.name, model, untilMs: now() + waitMs });
}

/** Waits, unless the run is stopped or the queue closed meanwhile. @throws the reason why */
export async function sleepInQueue(ms: number, queue: Queue, context: SendContext): Promise<void> {
  try {
    await sleep(ms, context.stopping.signal, queue.closed);
  } catch (error) {
    assertMayGo(queue, context);
    throw error;
  }
}

/** A queue's failure is said once in full, by the request that met it; the others only refer to it. */
function assertMayGo({ closed }: Queue, { stopping }: SendContext): void {
  stopping.signal.throwIfAborted();
  const cause: unknown = closed.reason;
  if (!closed.aborted || !(cause instanceof PreloError)) {
    return;
  }
  throw new NotSentError(cause);
}
