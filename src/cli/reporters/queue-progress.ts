/** So many replies tell how fast they come. */
const samplesKept = 60;
const fewestSamples = 3;

/** The requests of one queue: of an article, or of all that are closed. */
export class QueueProgress {
  planned = 0;
  queued = 0;
  out = 0;
  /** Answered, or given up. */
  done = 0;
  /** When the last ones ended, and when the first was asked, in milliseconds since the epoch. */
  #endedMs: number[] = [];
  #startedMs = Infinity;

  /** More may be queued than were planned: a picture that did not come is asked for again. */
  get requests(): number {
    return Math.max(this.planned, this.queued);
  }

  ask(nowMs: number): void {
    this.out += 1;
    this.#startedMs = Math.min(this.#startedMs, nowMs);
  }

  end(nowMs: number): void {
    this.out -= 1;
    this.done += 1;
    this.#endedMs = [...this.#endedMs, nowMs].slice(-samplesKept);
  }

  /** Takes over what is left of one that is closed: nothing more comes of it. */
  add(closed: QueueProgress): void {
    this.planned += closed.done;
    this.queued += closed.done;
    this.done += closed.done;
    this.#startedMs = Math.min(this.#startedMs, closed.#startedMs);
    this.#endedMs = [...this.#endedMs, ...closed.#endedMs].slice(-samplesKept);
  }

  /** How many requests end in a millisecond, by the last ones; undefined when too few have. */
  static rate(queues: readonly QueueProgress[], nowMs: number): number | undefined {
    const all = queues.flatMap((queue) => queue.#endedMs).toSorted((a, b) => a - b);
    const last = all.slice(-samplesKept);
    const startedMs = Math.min(...queues.map((queue) => queue.#startedMs));
    const fromMs = last.length < all.length ? last[0] : startedMs;
    if (last.length < fewestSamples || fromMs === undefined || nowMs <= fromMs) {
      return undefined;
    }
    return last.length / (nowMs - fromMs);
  }
}

/** Adds up one number of each. */
export function sumOf<T>(items: Iterable<T>, pick: (item: T) => number): number {
  let total = 0;
  for (const item of items) {
    total += pick(item);
  }
  return total;
}
