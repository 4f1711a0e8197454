/** What a run has opened and must close, in turn, however it ends. */
export class Closing {
  readonly #opened: (() => unknown)[] = [];

  /** @param close is called when all is closed, before those that were added before it */
  add(close: () => unknown): void {
    this.#opened.push(close);
  }

  /**
   * Closes what was opened, the last first; each, even where another fails.
   * @throws what the last failure threw
   */
  async close(): Promise<void> {
    const close = this.#opened.pop();
    if (close === undefined) {
      return;
    }
    try {
      await close();
    } finally {
      await this.close();
    }
  }
}
