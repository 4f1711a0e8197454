import { toError } from "../../errors.ts";

/** The callbacks that wait for a signal, and the listener that they share. */
interface Waiting {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls back when a signal aborts. All requests of a run wait for the same signals: here they share
 * one listener. The first 5,000 listeners of their own take 30 ms, these 3.
 * @returns what ends the waiting
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks, listener } = waitingFor.get(signal) ?? prepareFor(signal);
  if (callbacks.size === 0) {
    signal.addEventListener("abort", listener, { once: true });
  }
  callbacks.add(callback);
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) {
      signal.removeEventListener("abort", listener);
    }
  };
}

function prepareFor(signal: AbortSignal): Waiting {
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    const waiting = Array.from(callbacks);
    for (const callback of waiting) {
      callApart(callback);
    }
  };
  waitingFor.set(signal, { callbacks, listener });
  return { callbacks, listener };
}

/** As with listeners: one that throws is a defect, and does not stop the others. */
function callApart(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/**
 * A controller that aborts with its parent, and may be aborted alone.
 * @returns the controller, and a function that stops it from following
 */
export function follow(parent: AbortSignal): readonly [AbortController, () => void] {
  const controller = new AbortController();
  const forward = (): void => controller.abort(parent.reason);
  if (parent.aborted) {
    forward();
  }
  return [controller, onAbort(parent, forward)];
}

/** A signal that ends with its parent or after a time; `dispose` frees its timer and listener. */
export interface TimedSignal {
  readonly signal: AbortSignal;
  readonly timedOut: () => boolean;
  /** The time begins anew. */
  readonly restart: () => void;
  readonly dispose: () => void;
}

/**
 * Joins a parent signal and a timeout. (`AbortSignal.any` with `AbortSignal.timeout` does the
 * same, but its timers and listeners live on until the timeout; a run makes thousands.)
 */
export function startTimeout(parent: AbortSignal, timeoutMs: number): TimedSignal {
  const [controller, ignore] = follow(parent);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, timeoutMs);
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    restart: () => timer.refresh(),
    dispose: () => {
      clearTimeout(timer);
      ignore();
    },
  };
}

/**
 * Waits, or ends early with the first of the signals.
 * @throws that signal's reason
 */
export async function sleep(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  for (const signal of signals) {
    signal.throwIfAborted();
  }
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      for (const ignore of ignored) {
        ignore();
      }
    };
    const stop = (): void => {
      end();
      reject(toError(signals.find(({ aborted }) => aborted)?.reason));
    };
    const timer = setTimeout(() => {
      end();
      resolve();
    }, ms);
    const ignored = signals.map((signal) => onAbort(signal, stop));
  });
}
