import type { RunEvent } from "../../requests/events.ts";
import { fromEvent, type Problem } from "../problems/problem.ts";

/** What happened with one block. */
export class BlockNote {
  status: string | undefined;
  reasons: readonly string[] = [];
  edited = false;
  #costUsd = 0;
  #replies = 0;
  #unpriced = 0;

  /** Books a reply; without its cost when the price is not known. */
  book(costUsd: number | undefined): void {
    this.#replies += 1;
    this.#costUsd += costUsd ?? 0;
    this.#unpriced += costUsd === undefined ? 1 : 0;
  }

  /** In US dollars, as text; the sandbox costs nothing. */
  cost(isSandbox: boolean): string {
    if (this.#replies === 0 || isSandbox) {
      return "";
    }
    return this.#unpriced > 0 ? "unknown" : `$${this.#costUsd.toFixed(4)}`;
  }
}

/** What a run's events tell of its blocks and its warnings, kept until its end. */
export class RunNotes {
  readonly warnings: Problem[] = [];
  readonly #articles = new Map<string, Map<string, BlockNote>>();

  add(event: RunEvent): void {
    this.warnings.push(...fromEvent(event));
    if (event.type === "due") {
      const note = this.#noteOf(event.article, event.block);
      note.status = event.status;
      note.reasons = event.reasons;
    } else if (event.type === "replied") {
      this.#noteOf(event.article, event.block).book(event.costUsd);
    } else if (event.type === "edited") {
      this.#noteOf(event.article, event.block).edited = true;
    }
  }

  has(article: string): boolean {
    return this.#articles.has(article);
  }

  of(article: string): ReadonlyMap<string, BlockNote> {
    return this.#articles.get(article) ?? new Map<string, BlockNote>();
  }

  #noteOf(article: string, block: string): BlockNote {
    const blocks = this.#articles.get(article) ?? new Map<string, BlockNote>();
    this.#articles.set(article, blocks);
    const note = blocks.get(block) ?? new BlockNote();
    blocks.set(block, note);
    return note;
  }
}
