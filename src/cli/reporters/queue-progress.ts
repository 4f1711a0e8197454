/** The requests of one queue: of an article, or of all that are closed. */
export class QueueProgress {
  planned = 0;
  queued = 0;
  out = 0;
  /** Answered, or given up. */
  done = 0;

  /** More may be queued than were planned: a picture that did not come is asked for again. */
  get requests(): number {
    return Math.max(this.planned, this.queued);
  }

  end(): void {
    this.out -= 1;
    this.done += 1;
  }

  /** Takes over what is left of one that is closed: nothing more comes of it. */
  add({ done }: QueueProgress): void {
    this.planned += done;
    this.queued += done;
    this.done += done;
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
