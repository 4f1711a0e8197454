/** So many replies tell how fast they come. */
const samplesKept = 60;
const fewestSamples = 3;

/** How fast a model's requests end, by the last ones. Times are in milliseconds since the epoch. */
export class Pace {
  #endedMs: readonly number[] = [];
  /** From when on those that are kept tell. */
  #fromMs = Infinity;

  start(nowMs: number): void {
    this.#fromMs = Math.min(this.#fromMs, nowMs);
  }

  end(nowMs: number): void {
    this.#endedMs = [...this.#endedMs, nowMs];
    if (this.#endedMs.length > samplesKept) {
      this.#fromMs = this.#endedMs[0] ?? nowMs;
      this.#endedMs = this.#endedMs.slice(1);
    }
  }

  /** How many end in a millisecond; undefined when too few have to tell. */
  perMs(nowMs: number): number | undefined {
    return this.#endedMs.length < fewestSamples || nowMs <= this.#fromMs
      ? undefined
      : this.#endedMs.length / (nowMs - this.#fromMs);
  }
}
