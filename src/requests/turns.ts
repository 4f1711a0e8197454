import { NotSentError, PreloError } from "../errors.ts";
import type { RunContext } from "./context.ts";
import { sleep } from "./http/abort.ts";
import type { Queue } from "./queue.ts";
import type { IsVoid } from "./window.ts";

/** A shorter wait is not reported, in milliseconds. */
const shortWaitMs = 1000;
/** How often a request that waits for its turn looks again at the latest, in milliseconds. */
const longestLookMs = 1000;

/** Waits out what a 429 or an outage demands of all the queue's requests; holds no slot meanwhile. */
export async function waitWhilePaused(queue: Queue, context: RunContext): Promise<void> {
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

/**
 * Waits for the request's turn at the queue's pace, one behind the other.
 * @param boundTokens the most that the request can take
 * @returns false when the queue was paused or held meanwhile: everyone gets back in line then, so that
 * not all go at the same moment
 */
export function takeTurn(
  queue: Queue,
  boundTokens: number,
  isVoid: IsVoid,
  context: RunContext,
): Promise<boolean> {
  const { gate } = queue;
  return queue.turns(async () => {
    for (;;) {
      assertMayGo(queue, context);
      const nowMs = context.clock();
      if (isVoid() || gate.pausedUntilMs > nowMs) {
        return false;
      }
      const waitMs = gate.waitMs(nowMs);
      if (waitMs <= 0) {
        gate.take(nowMs, boundTokens);
        return true;
      }
      announceWait("pace", waitMs, queue, context);
      // Replies that come meanwhile may change the pace.
      await sleepInQueue(Math.min(waitMs, longestLookMs), queue, context);
    }
  });
}

/** Reports a wait, unless one that was reported still lasts: the reason is the same. */
function announceWait(
  reason: "pace" | "server",
  waitMs: number,
  { gate, outage, provider, model }: Queue,
  { now, clock, emit }: RunContext,
): void {
  const isTold = outage.isHeld || waitMs <= shortWaitMs;
  if (isTold || !gate.announce(clock() + waitMs, clock())) {
    return;
  }
  emit({ type: "waiting", reason, provider: provider.name, model, untilMs: now() + waitMs });
}

/** Waits, unless the run is stopped or the queue closed meanwhile. @throws the reason why */
export async function sleepInQueue(ms: number, queue: Queue, context: RunContext): Promise<void> {
  try {
    await sleep(ms, context.stopping.signal, queue.closed);
  } catch (error) {
    assertMayGo(queue, context);
    throw error;
  }
}

/** A queue's failure is said once in full, by the request that met it; the others only refer to it. */
function assertMayGo({ closed }: Queue, { stopping }: RunContext): void {
  stopping.signal.throwIfAborted();
  const cause: unknown = closed.reason;
  if (!closed.aborted || !(cause instanceof PreloError)) {
    return;
  }
  throw new NotSentError(cause);
}
