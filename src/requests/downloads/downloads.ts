/** A download that waits for its turn. */
interface Waiting {
  readonly endsMs: number;
  readonly start: () => void;
}

/**
 * The run's downloads: a few at a time, the link that ends first goes first, and a link that
 * several ask for is fetched once for all of them.
 */
export class Downloads {
  readonly #most: number;
  #active = 0;
  /** By the end of their links, then in the order in which they came. */
  readonly #waiting: Waiting[] = [];
  readonly #shared = new Map<string, Promise<Buffer>>();

  /** @param most that may run at the same time */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Runs one attempt when it is its turn.
   * @param endsMs when the link ends, in milliseconds since the epoch; undefined: it does not say
   */
  async inTurn<Result>(
    endsMs: number | undefined,
    download: () => Promise<Result>,
  ): Promise<Result> {
    if (this.#active >= this.#most) {
      await this.#wait(endsMs ?? Infinity);
    } else {
      this.#active += 1;
    }
    try {
      return await download();
    } finally {
      const next = this.#waiting.shift();
      // The place goes from one to the next; nobody who comes now can take it between.
      if (next === undefined) {
        this.#active -= 1;
      } else {
        next.start();
      }
    }
  }

  /**
   * Fetches a link once, however many ask for it while that is under way.
   * @param key the link with all that decides about its fetch, such as its size limit
   */
  async share(key: string, fetch: () => Promise<Buffer>): Promise<Buffer> {
    const underWay = this.#shared.get(key);
    if (underWay !== undefined) {
      return underWay;
    }
    const fetched = fetch();
    this.#shared.set(key, fetched);
    try {
      return await fetched;
    } finally {
      this.#shared.delete(key);
    }
  }

  #wait(endsMs: number): Promise<void> {
    return new Promise((resolve) => {
      const later = this.#waiting.findIndex((other) => other.endsMs > endsMs);
      const place = later < 0 ? this.#waiting.length : later;
      this.#waiting.splice(place, 0, { endsMs, start: resolve });
    });
  }
}
