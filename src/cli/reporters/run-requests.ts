import type { RunEvent } from "../../requests/events.ts";
import { Pace } from "./pace.ts";
import { QueueProgress, sumOf } from "./queue-progress.ts";

type Of<Type extends RunEvent["type"]> = RunEvent & { readonly type: Type };
export type Waiting = Of<"waiting">;

/** Who answers a request. */
interface Asked {
  readonly provider: string;
  readonly model: string;
}

/** An article that is worked on: its requests, by the queue that they go to. */
interface OpenArticle {
  readonly queues: Map<string, QueueProgress>;
  readonly queueOfBlock: Map<string, string>;
}

/** The requests of a run: how many are done, are out, stand in line, are to come. */
export class RunRequests {
  /** What closed articles have left in each queue, by the queue's key. */
  readonly #closed = new Map<string, QueueProgress>();
  readonly #open = new Map<string, OpenArticle>();
  readonly #paces = new Map<string, Pace>();
  #articles = 0;
  #planned = 0;
  #most = 0;
  #plannedMost = 0;
  #plannedRequests = 0;

  start({ articles, mostRequests }: Of<"started">): void {
    this.#articles = articles;
    this.#most = mostRequests;
  }

  plan({ article, mostRequests, requests }: Of<"planned">): void {
    this.#planned += 1;
    this.#plannedMost += mostRequests;
    for (const { count, ...queue } of requests) {
      this.#plannedRequests += count;
      this.#queueOf(article, keyOf(queue)).planned += count;
    }
    this.#articleOf(article);
  }

  queue(event: Of<"queued">): void {
    this.#articleOf(event.article).queueOfBlock.set(event.block, keyOf(event));
    this.#queueOf(event.article, keyOf(event)).queued += 1;
  }

  ask(event: Of<"asked">, nowMs: number): void {
    this.#queueOf(event.article, keyOf(event)).out += 1;
    this.#paceOf(keyOf(event)).start(nowMs);
  }

  /** It is answered, or given up. */
  end(article: string, asked: Asked, nowMs: number): void {
    this.#queueOf(article, keyOf(asked)).end();
    this.#paceOf(keyOf(asked)).end(nowMs);
  }

  /** It is back in line, for another attempt. */
  retry(article: string, asked: Asked): void {
    this.#queueOf(article, keyOf(asked)).out -= 1;
  }

  /** An answer fails its checks, and is asked for once more. */
  askAgain(article: string, block: string): void {
    const key = this.#open.get(article)?.queueOfBlock.get(block);
    if (key !== undefined) {
      this.#queueOf(article, key).planned += 1;
    }
  }

  /** Nothing more comes of an article: what was planned and not asked after all counts no more. */
  close(article: string): void {
    if (!this.#open.has(article)) {
      // It failed before it was planned.
      this.#planned += 1;
    }
    for (const [key, queue] of this.#open.get(article)?.queues ?? []) {
      const closed = this.#closed.get(key) ?? new QueueProgress();
      closed.add(queue);
      this.#closed.set(key, closed);
    }
    this.#open.delete(article);
  }

  /** Requests whose reply is recorded, or that were given up. */
  get done(): number {
    return sumOf(this.#all(), ({ done }) => done);
  }

  /** Requests that are out. */
  get out(): number {
    return sumOf(this.#all(), ({ out }) => out);
  }

  /** Requests that wait for a slot, for their turn, or for another attempt. */
  get inLine(): number {
    return sumOf(this.#all(), ({ queued, done, out }) => queued - done - out);
  }

  /** All requests of the run, as far as it is planned, and what the rest will take at the same rate. */
  get total(): { readonly requests: number; readonly isExact: boolean } {
    const known = sumOf(this.#all(), ({ requests }) => requests);
    const open = this.#articles - this.#planned;
    const left = open === 0 ? 0 : (this.#most - this.#plannedMost) * this.#rate;
    return { requests: Math.round(known + Math.max(0, left)), isExact: open === 0 };
  }

  /** Articles that are worked on, in the order in which they were opened. */
  get openArticles(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** How long the requests will take that are left; undefined as long as too few have come to tell. */
  leftMs(nowMs: number, waits: readonly Waiting[]): number | undefined {
    const left = new Map<string, number>();
    for (const [key, { requests, done }] of this.#entries()) {
      left.set(key, (left.get(key) ?? 0) + requests - done);
    }
    // Articles that are not planned yet take as much of each model as those that are.
    const known = sumOf(this.#all(), ({ requests }) => requests);
    const toCome = known === 0 ? 0 : this.total.requests / known - 1;
    let most = 0;
    for (const [key, open] of left) {
      const count = open + toCome * sumOf(this.#of(key), ({ requests }) => requests);
      if (count < 1) {
        continue;
      }
      const perMs = this.#paces.get(key)?.perMs(nowMs);
      if (perMs === undefined) {
        return undefined;
      }
      most = Math.max(most, count / perMs, untilOf(key, waits) - nowMs);
    }
    return most;
  }

  get #rate(): number {
    return this.#plannedMost === 0 ? 1 : this.#plannedRequests / this.#plannedMost;
  }

  #articleOf(article: string): OpenArticle {
    const open = this.#open.get(article) ?? { queues: new Map(), queueOfBlock: new Map() };
    this.#open.set(article, open);
    return open;
  }

  #queueOf(article: string, key: string): QueueProgress {
    const { queues } = this.#articleOf(article);
    const queue = queues.get(key) ?? new QueueProgress();
    queues.set(key, queue);
    return queue;
  }

  #paceOf(key: string): Pace {
    const pace = this.#paces.get(key) ?? new Pace();
    this.#paces.set(key, pace);
    return pace;
  }

  *#entries(): Iterable<[string, QueueProgress]> {
    yield* this.#closed;
    for (const { queues } of this.#open.values()) {
      yield* queues;
    }
  }

  *#of(key: string): Iterable<QueueProgress> {
    for (const [each, queue] of this.#entries()) {
      if (each === key) {
        yield queue;
      }
    }
  }

  *#all(): Iterable<QueueProgress> {
    for (const [, queue] of this.#entries()) {
      yield queue;
    }
  }
}

/** The same for all requests that stand in one line. */
export function keyOf({ provider, model }: Asked): string {
  return JSON.stringify([provider, model]);
}

function untilOf(key: string, waits: readonly Waiting[]): number {
  return waits.find((wait) => keyOf(wait) === key)?.untilMs ?? 0;
}
