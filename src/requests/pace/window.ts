/** Whether the queue was held after a request got its place: then somebody else asks first. */
export type HasLostPlace = () => boolean;

/**
 * How many of a queue's requests may be under way, as TCP limits what it has sent (RFC 5681): half as
 * many when the server says that it is too much, one when it is down. After an outage each answer
 * makes room for one more until all have room again; otherwise each round of answers does. Never
 * more than the job allows.
 */
export class Window {
  #most: number;
  #size: number;
  #isOpening = false;
  #out = 0;
  /** Answers since the last change. */
  #answered = 0;
  /** Further 429s of requests that were out when the window was last halved: they are one signal. */
  #ignored = 0;
  /** Counts the times it was held. Places given before do not count any more. */
  #generation = 0;
  readonly #waiting: ((generation: number) => void)[] = [];

  constructor(most: number) {
    this.#most = most;
    this.#size = most;
  }

  get size(): number {
    return this.#size;
  }

  /** How many are under way, those apart that were when it was held. */
  get out(): number {
    return this.#out;
  }

  /** Whether it grows again after an outage, and has not reached its full size yet. */
  get isOpening(): boolean {
    return this.#isOpening;
  }

  /**
   * Runs a task when there is a place for it, first come, first served.
   * @param isBack it had a place, and gave it back before it asked: it is the next in line
   */
  async run<Result>(
    task: (hasLostPlace: HasLostPlace) => Promise<Result>,
    isBack: boolean = false,
  ): Promise<Result> {
    const generation = await this.#enter(isBack);
    try {
      return await task(() => generation !== this.#generation);
    } finally {
      if (generation === this.#generation) {
        this.#out -= 1;
      }
      this.#admit();
    }
  }

  /** Sets how many may be under way at the most, where that is not known from the beginning. */
  setMost(most: number): void {
    const isFull = this.#size >= this.#most;
    this.#most = most;
    if (isFull || this.#size > most) {
      this.#resize(most);
    }
  }

  /** Makes room after an answer. */
  answered(): void {
    this.#ignored = Math.max(0, this.#ignored - 1);
    this.#answered += 1;
    if (this.#size < this.#most && (this.#isOpening || this.#answered >= this.#size)) {
      this.#resize(this.#size + 1);
    }
    this.#isOpening &&= this.#size < this.#most;
  }

  /**
   * Halves it after a 429.
   * @returns false for a request that was out when it was last halved: one signal halves it once
   */
  limited(): boolean {
    if (this.#ignored > 0) {
      this.#ignored -= 1;
      return false;
    }
    this.#ignored = Math.max(0, this.#out - 1);
    this.#isOpening = false;
    this.#resize(Math.max(1, Math.floor(this.#size / 2)));
    return true;
  }

  /** Leaves one place, for the next in line: requests that are already out are not waited for. */
  hold(): void {
    this.#generation += 1;
    this.#out = 0;
    this.#ignored = 0;
    this.#isOpening = true;
    this.#resize(1);
  }

  #enter(isBack: boolean): Promise<number> | number {
    if (this.#out >= this.#size) {
      return new Promise((resolve) =>
        isBack ? this.#waiting.unshift(resolve) : this.#waiting.push(resolve),
      );
    }
    this.#out += 1;
    return this.#generation;
  }

  #resize(size: number): void {
    this.#size = size;
    this.#answered = 0;
    this.#admit();
  }

  #admit(): void {
    while (this.#out < this.#size) {
      const next = this.#waiting.shift();
      if (next === undefined) {
        return;
      }
      this.#out += 1;
      next(this.#generation);
    }
  }
}
