import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** As long as a provider keeps a beginning that nobody asks for, in milliseconds. */
const keptMs = 5 * 60_000;

/** Nobody waits longer for another one's reply: a beginning is written long before a long answer ends. */
const longestWaitMs = 60_000;

/** Says that the first attempt of a request is over. @param isAnswered whether its beginning is in the cache now */
export type GoAhead = (isAnswered: boolean) => void;

/**
 * Of requests that begin alike, one goes ahead: it writes their beginning to the provider's cache, from which
 * the others read it at a tenth of the price. They wait for its first attempt, whatever comes of it.
 */
export class PrefixLeads {
  readonly #leading = new Map<string, Promise<unknown>>();
  readonly #keptUntilMs = new Map<string, number>();
  readonly #clock: () => number;

  /** @param clock milliseconds, of a clock that nobody sets */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** @param prefix undefined for a request that shares nothing */
  async join(prefix: string | undefined): Promise<GoAhead> {
    if (prefix === undefined) {
      return () => undefined;
    }
    const isKept = (this.#keptUntilMs.get(prefix) ?? -Infinity) > this.#clock();
    const leader = isKept ? undefined : this.#leading.get(prefix);
    if (leader !== undefined) {
      await atMost(longestWaitMs, leader);
    } else if (!isKept) {
      return this.#lead(prefix);
    }
    return (isAnswered) => this.#note(prefix, isAnswered);
  }

  #lead(prefix: string): GoAhead {
    const settled = new EventEmitter();
    const first = once(settled, "end");
    this.#leading.set(prefix, first);
    return (isAnswered) => {
      this.#note(prefix, isAnswered);
      // Another one leads by then, where the beginning was forgotten.
      if (this.#leading.get(prefix) === first) {
        this.#leading.delete(prefix);
      }
      settled.emit("end");
    };
  }

  #note(prefix: string, isAnswered: boolean): void {
    if (isAnswered) {
      this.#keptUntilMs.set(prefix, this.#clock() + keptMs);
    }
  }
}

async function atMost(ms: number, pending: Promise<unknown>): Promise<void> {
  const waking = new AbortController();
  const over = sleep(ms, undefined, { signal: waking.signal }).catch(() => undefined);
  await Promise.race([pending, over]);
  waking.abort();
}
