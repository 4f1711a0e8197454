/** A signal that ends with its parent or after a time; `dispose` frees its timer and listener. */
export interface TimedSignal {
  readonly signal: AbortSignal;
  readonly timedOut: () => boolean;
  readonly dispose: () => void;
}

/**
 * Joins a parent signal and a timeout. (`AbortSignal.any` with `AbortSignal.timeout` does the
 * same, but its timers and listeners live on until the timeout; a run makes thousands.)
 */
export function startTimeout(parent: AbortSignal, timeoutMs: number): TimedSignal {
  const controller = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, timeoutMs);
  const forward = (): void => controller.abort(parent.reason);
  if (parent.aborted) forward();
  else parent.addEventListener("abort", forward, { once: true });
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    dispose: () => {
      clearTimeout(timer);
      parent.removeEventListener("abort", forward);
    },
  };
}

/**
 * Waits, or ends early with the first of the signals.
 * @throws that signal's reason
 */
export async function sleep(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  for (const signal of signals) signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener("abort", stop);
    };
    const stop = (): void => {
      end();
      reject(toError(signals.find(({ aborted }) => aborted)?.reason));
    };
    const timer = setTimeout(() => {
      end();
      resolve();
    }, ms);
    for (const signal of signals) signal.addEventListener("abort", stop, { once: true });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("stopped", { cause: reason });
}
