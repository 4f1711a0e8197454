import type { RunEvent } from "../../requests/events.ts";

/** What the chart of a run tells apart. */
export type SpanKind = "line" | "request" | "failed" | "pause" | "wait" | "download" | "picture";

/** Something that took its time. Times are in milliseconds since the epoch. */
export interface Span {
  readonly kind: SpanKind;
  readonly startMs: number;
  readonly endMs: number;
  /** `article/block`; of a wait, the model that waits. */
  readonly name: string;
  /** What it was, for who points at it. */
  readonly note: string;
}

/** A request that was answered. */
export interface Answered {
  readonly name: string;
  readonly article: string;
  readonly provider: string;
  readonly model: string;
  readonly endMs: number;
  readonly tookMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly pictures: number;
  readonly costUsd: number | undefined;
}

type Of<Type extends RunEvent["type"]> = RunEvent & { readonly type: Type };

/** Everything that a report of a run tells, from its events. */
export class RunRecord {
  readonly spans: Span[] = [];
  readonly answered: Answered[] = [];
  readonly articles: Of<"finished">[] = [];
  readonly failedAttempts: Of<"attempt-failed">[] = [];
  readonly warnings: Of<"warning">[] = [];
  startedMs: number | undefined;
  endedMs = 0;
  /** When the requests of a block came into line that are not sent yet. */
  readonly #queued = new Map<string, number[]>();
  /** Waits for a server that is down end when it answers again. */
  readonly #outages = new Map<
    string,
    { readonly startMs: number; readonly event: Of<"waiting"> }
  >();

  /** @param nowMs when it happened, in milliseconds since the epoch */
  take(event: RunEvent, nowMs: number): void {
    this.startedMs ??= nowMs;
    this.endedMs = nowMs;
    switch (event.type) {
      case "queued":
        this.#queuedOf(event).push(nowMs);
        break;
      case "asked":
        if (event.attempt === 1) {
          const startMs = this.#queuedOf(event).shift() ?? nowMs;
          this.#add("line", startMs, nowMs, nameOf(event), "in line");
        }
        break;
      case "replied":
        this.#reply(event, nowMs);
        break;
      case "attempt-failed":
        this.#fail(event, nowMs);
        break;
      case "waiting":
        this.#wait(event, nowMs);
        break;
      case "downloaded":
        this.#add(
          "download",
          nowMs - event.tookMs,
          nowMs,
          nameOf(event),
          `picture ${event.number}`,
        );
        break;
      case "resized":
        this.#add("picture", nowMs - event.tookMs, nowMs, nameOf(event), `${event.variants} files`);
        break;
      case "warning":
        this.warnings.push(event);
        break;
      case "finished":
        this.articles.push(event);
        break;
      case "started":
      case "planned":
      case "due":
      case "check-failed":
      case "answered":
      case "edited":
      case "moved":
      case "shared":
      case "failed":
      case "sandbox":
      case "published":
      case "found":
      case "batch":
      case "workers":
        break;
    }
  }

  /** Ends what is still open: the run is over. */
  close(): void {
    for (const key of this.#outages.keys()) {
      this.#endOutage(key, this.endedMs);
    }
  }

  #reply(event: Of<"replied">, nowMs: number): void {
    const { article, provider, model, tookMs, attempt, pictures = 0, costUsd } = event;
    const { inputTokens = 0, outputTokens = 0 } = event;
    const name = nameOf(event);
    const note = `${model}${attempt > 1 ? `, attempt ${attempt}` : ""}`;
    this.#add("request", nowMs - tookMs, nowMs, name, note);
    this.#endOutage(queueOf(event), nowMs);
    const used = { inputTokens, outputTokens, pictures, costUsd };
    this.answered.push({ name, article, provider, model, endMs: nowMs, tookMs, ...used });
  }

  #fail(event: Of<"attempt-failed">, nowMs: number): void {
    const name = nameOf(event);
    this.failedAttempts.push(event);
    this.#add("failed", nowMs - event.tookMs, nowMs, name, `${event.code}: ${event.message}`);
    if (event.retryInMs !== undefined) {
      this.#add("pause", nowMs, nowMs + event.retryInMs, name, "until the next attempt");
    }
  }

  #wait(event: Of<"waiting">, nowMs: number): void {
    if (event.reason === "outage") {
      this.#outages.set(queueOf(event), { startMs: nowMs, event });
      return;
    }
    const why = {
      pace: "the pace of its limits",
      server: "the server asks to wait",
      queue: "the shared limits are unknown",
    }[event.reason];
    this.#add("wait", nowMs, event.untilMs, `${event.provider}, ${event.model}`, why);
  }

  #endOutage(key: string, nowMs: number): void {
    const outage = this.#outages.get(key);
    if (outage !== undefined) {
      const { provider, model, message = "" } = outage.event;
      this.#outages.delete(key);
      this.#add("wait", outage.startMs, nowMs, `${provider}, ${model}`, `down: ${message}`);
    }
  }

  #add(kind: SpanKind, startMs: number, endMs: number, name: string, note: string): void {
    this.spans.push({ kind, startMs, endMs, name, note });
  }

  #queuedOf(event: { readonly article: string; readonly block: string }): number[] {
    const name = nameOf(event);
    const queued = this.#queued.get(name) ?? [];
    this.#queued.set(name, queued);
    return queued;
  }
}

function nameOf({ article, block }: { readonly article: string; readonly block: string }): string {
  return `${article}/${block}`;
}

function queueOf({ provider, model }: { provider: string; model: string }): string {
  return JSON.stringify([provider, model]);
}
