import { plural } from "../../job/diagnostics/plural.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { RunEvent } from "../../requests/events.ts";
import { keyOf, RunRequests, type Waiting } from "./run-requests.ts";

/** How far a run is: everything that a view of it shows, from its events alone. */
export class Progress {
  readonly requests = new RunRequests();
  articles = 0;
  finished = 0;
  failedArticles = 0;
  failures = 0;
  retries = 0;
  downloaded = 0;
  drawn = 0;
  inputTokens = 0;
  outputTokens = 0;
  /** Replies whose price is not known. */
  unpriced = 0;
  spentUsd = 0;
  budgetUsd: number | undefined;
  /** Whether a model was asked that costs something. */
  asksModels = false;
  isStopping = false;
  workers: (RunEvent & { readonly type: "workers" })["workers"] = [];
  readonly #batches = new Map<string, RunEvent & { readonly type: "batch" }>();
  readonly #waits = new Map<string, Waiting>();

  /** @param nowMs when it happened, in milliseconds since the epoch */
  take(event: RunEvent, nowMs: number): void {
    switch (event.type) {
      case "started":
        this.requests.start(event);
        this.articles = event.articles;
        this.budgetUsd = event.budgetUsd;
        break;
      case "planned":
        this.requests.plan(event);
        break;
      case "queued":
        this.requests.queue(event);
        break;
      case "asked":
        this.requests.ask(event, nowMs);
        this.asksModels ||= event.provider !== sandboxProvider;
        break;
      case "replied":
        this.requests.end(event.article, event, nowMs);
        this.#book(event);
        break;
      case "attempt-failed":
        this.#failAttempt(event, nowMs);
        break;
      case "check-failed":
        if (event.attempt < event.of) {
          this.requests.askAgain(event.article, event.block);
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
      case "workers":
        this.workers = event.workers;
        break;
      case "failed":
        this.failures += 1;
        break;
      case "finished":
        this.requests.close(event.article);
        this.finished += 1;
        this.failedArticles += event.status === "failed" ? 1 : 0;
        break;
      case "batch":
        this.#takeBatch(event);
        break;
      case "answered":
      case "due":
      case "edited":
      case "found":
      case "moved":
      case "published":
      case "sandbox":
      case "shared":
      case "warning":
        break;
    }
  }

  /** Those that are out, by their keys. */
  get batches(): readonly (RunEvent & { readonly type: "batch" })[] {
    return [...this.#batches.values()];
  }

  #takeBatch(event: RunEvent & { readonly type: "batch" }): void {
    if (event.state === "settled") {
      this.#batches.delete(event.key);
    } else {
      this.#batches.set(event.key, event);
    }
  }

  /** The waits that last. */
  waits(nowMs: number): readonly Waiting[] {
    return [...this.#waits.values()].filter(({ untilMs }) => untilMs > nowMs);
  }

  #book(event: RunEvent & { readonly type: "replied" }): void {
    this.inputTokens += event.inputTokens ?? 0;
    this.outputTokens += event.outputTokens ?? 0;
    this.unpriced += event.costUsd === undefined ? 1 : 0;
    this.spentUsd = event.spentUsd;
    // A server that answers is no longer down; a limit holds on.
    if (this.#waits.get(keyOf(event))?.reason === "outage") {
      this.#waits.delete(keyOf(event));
    }
  }

  #failAttempt(event: RunEvent & { readonly type: "attempt-failed" }, nowMs: number): void {
    const { article, queue, retryInMs, spentUsd = this.spentUsd } = event;
    this.retries += retryInMs === undefined ? 0 : 1;
    this.spentUsd = spentUsd;
    if (queue !== undefined && retryInMs === undefined) {
      this.requests.end(article, queue, nowMs);
    } else if (queue !== undefined) {
      this.requests.retry(article, queue);
    }
  }
}

/** What is under way when a run is to stop, as the rest of a sentence. */
export function describeWork({ requests: { out } }: Progress): string {
  return out === 0
    ? "what is under way is finished and recorded"
    : `${plural(out, "request is", "requests are")} out, and what comes back is recorded`;
}
