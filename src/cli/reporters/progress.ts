import { plural } from "../../job/diagnostics/plural.ts";
import type { RunEvent } from "../../requests/events.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import { QueueProgress, sumOf } from "./queue-progress.ts";

type Waiting = RunEvent & { readonly type: "waiting" };

/** An article that is worked on: its requests, by the queue that they go to. */
interface OpenArticle {
  readonly queues: Map<string, QueueProgress>;
  readonly queueOfBlock: Map<string, string>;
}

/** How far a run is: everything that a view of it shows, from its events alone. */
export class Progress {
  articles = 0;
  finished = 0;
  failedArticles = 0;
  failures = 0;
  retries = 0;
  downloaded = 0;
  drawn = 0;
  reused = 0;
  inputTokens = 0;
  outputTokens = 0;
  /** Replies whose price is not known. */
  unpriced = 0;
  spentUsd = 0;
  budgetUsd: number | undefined;
  /** Whether a model was asked that costs something. */
  asksModels = false;
  isStopping = false;
  /** What closed articles have left in each queue, by the queue's key. */
  readonly #closed = new Map<string, QueueProgress>();
  readonly #open = new Map<string, OpenArticle>();
  readonly #waits = new Map<string, Waiting>();
  #planned = 0;
  #most = 0;
  #plannedMost = 0;
  #plannedRequests = 0;

  /** @param nowMs when it happened, in milliseconds since the epoch */
  take(event: RunEvent, nowMs: number): void {
    switch (event.type) {
      case "started":
        this.articles = event.articles;
        this.#most = event.mostRequests;
        this.budgetUsd = event.budgetUsd;
        break;
      case "planned":
        this.#plan(event);
        break;
      case "queued":
        this.#articleOf(event.article).queueOfBlock.set(event.block, keyOf(event));
        this.#queueOf(event.article, keyOf(event)).queued += 1;
        break;
      case "asked":
        this.asksModels ||= event.provider !== sandboxProvider;
        this.#queueOf(event.article, keyOf(event)).ask(nowMs);
        break;
      case "replied":
        this.#endOutage(keyOf(event));
        this.#queueOf(event.article, keyOf(event)).end(nowMs);
        this.inputTokens += event.inputTokens ?? 0;
        this.outputTokens += event.outputTokens ?? 0;
        this.unpriced += event.costUsd === undefined ? 1 : 0;
        this.spentUsd = event.spentUsd;
        break;
      case "attempt-failed":
        this.#failAttempt(event, nowMs);
        break;
      case "check-failed":
        if (event.attempt < event.of) {
          this.#askAgain(event.article, event.block);
        }
        break;
      case "downloaded":
        this.downloaded += 1;
        break;
      case "resized":
        this.drawn += 1;
        break;
      case "waiting":
        this.#waits.set(keyOf(event), event);
        break;
      case "failed":
        this.failures += 1;
        break;
      case "finished":
        this.finished += 1;
        this.failedArticles += event.status === "failed" ? 1 : 0;
        this.reused += event.reused;
        this.#close(event.article);
        break;
      case "answered":
      case "due":
      case "edited":
      case "moved":
      case "published":
      case "sandbox":
      case "shared":
      case "found":
      case "workers":
      case "warning":
        break;
    }
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
    const open = this.articles - this.#planned;
    const left = open === 0 ? 0 : (this.#most - this.#plannedMost) * this.#rate;
    return { requests: Math.round(known + Math.max(0, left)), isExact: open === 0 };
  }

  /** Articles that are worked on, in the order in which they were opened. */
  get openArticles(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** The waits that last. */
  waits(nowMs: number): readonly Waiting[] {
    return [...this.#waits.values()].filter(({ untilMs }) => untilMs > nowMs);
  }

  /** How long the requests will take that are left; undefined as long as too few have come to tell. */
  leftMs(nowMs: number): number | undefined {
    const byKey = new Map<string, QueueProgress[]>();
    for (const [key, queue] of this.#entries()) {
      byKey.set(key, [...(byKey.get(key) ?? []), queue]);
    }
    const known = sumOf(this.#all(), ({ requests }) => requests);
    const scale = known === 0 ? 1 : this.total.requests / known;
    let most = 0;
    for (const [key, queues] of byKey) {
      const done = sumOf(queues, (queue) => queue.done);
      const left = sumOf(queues, ({ requests }) => requests) * scale - done;
      const perMs = QueueProgress.rate(queues, nowMs);
      if (left >= 1 && perMs === undefined) {
        return undefined;
      }
      const waitMs = Math.max(0, (this.#waits.get(key)?.untilMs ?? nowMs) - nowMs);
      most = left < 1 || perMs === undefined ? most : Math.max(most, left / perMs, waitMs);
    }
    return most;
  }

  #plan({ article, mostRequests, requests }: RunEvent & { readonly type: "planned" }): void {
    this.#planned += 1;
    this.#plannedMost += mostRequests;
    for (const { count, ...queue } of requests) {
      this.#plannedRequests += count;
      this.#queueOf(article, keyOf(queue)).planned += count;
    }
    this.#articleOf(article);
  }

  #failAttempt(event: RunEvent & { readonly type: "attempt-failed" }, nowMs: number): void {
    const { article, queue, retryInMs, spentUsd } = event;
    this.retries += retryInMs === undefined ? 0 : 1;
    this.spentUsd = spentUsd ?? this.spentUsd;
    if (queue === undefined) {
      return;
    }
    const progress = this.#queueOf(article, keyOf(queue));
    if (retryInMs === undefined) {
      progress.end(nowMs);
    } else {
      progress.out -= 1;
    }
  }

  /** A server that answers is no longer down; a limit holds on. */
  #endOutage(key: string): void {
    if (this.#waits.get(key)?.reason === "outage") {
      this.#waits.delete(key);
    }
  }

  #askAgain(article: string, block: string): void {
    const key = this.#open.get(article)?.queueOfBlock.get(block);
    if (key !== undefined) {
      this.#queueOf(article, key).planned += 1;
    }
  }

  /** What was planned and not asked after all counts no more. */
  #close(article: string): void {
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

  *#entries(): Iterable<[string, QueueProgress]> {
    yield* this.#closed;
    for (const { queues } of this.#open.values()) {
      yield* queues;
    }
  }

  *#all(): Iterable<QueueProgress> {
    for (const [, queue] of this.#entries()) {
      yield queue;
    }
  }
}

/** What is under way when a run is to stop, as the rest of a sentence. */
export function describeWork({ out }: Progress): string {
  return out === 0
    ? "what is under way is awaited and recorded"
    : `${plural(out, "request is", "requests are")} out, and what comes back is recorded`;
}

function keyOf({ provider, model }: { readonly provider: string; readonly model: string }): string {
  return JSON.stringify([provider, model]);
}
