/** The articles of a run that may still be asked something. */
export class UnderWay {
  readonly #slugs: Set<string>;
  readonly #waiting: (() => void)[] = [];

  constructor(slugs: Iterable<string>) {
    this.#slugs = new Set(slugs);
  }

  has(slug: string): boolean {
    return this.#slugs.has(slug);
  }

  /** Nothing more is asked for an article. */
  settle(slug: string): void {
    this.#slugs.delete(slug);
    if (this.#slugs.size === 0) {
      for (const go of this.#waiting.splice(0)) {
        go();
      }
    }
  }

  /** Waits until nothing more is asked for any of them. */
  async allSettled(): Promise<void> {
    if (this.#slugs.size > 0) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }
}
