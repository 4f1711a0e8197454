import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { SandboxSettings } from "../options.ts";
import { type BatchFault, drawBatchFault } from "../trouble.ts";
import { type Body, refuse, type Reply } from "../wire.ts";
import { type BatchError, type InputLine, readInput, readLine } from "./input-lines.ts";
import { type Fate, findFate, shuffle } from "./line-fates.ts";
import { Results, writeResponse } from "./results.ts";
import type { FileStore, StoredFile } from "./stored-files.ts";

/** What a batch is made of. */
export interface NewBatch {
  readonly input: StoredFile;
  /** `/v1/responses` */
  readonly endpoint: string;
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

/** What the batches of a sandbox share. */
export interface BatchContext {
  readonly settings: SandboxSettings;
  readonly files: FileStore;
  /** Answers a line as the endpoint would. */
  readonly answer: (path: string, body: Body) => Promise<Reply>;
  /** The prompt tokens of a model in the batches that are under way. */
  readonly queuedTokens: (model: string) => number;
  /** Aborted when the sandbox closes. */
  readonly signal: AbortSignal;
}

type Status =
  | "validating"
  | "failed"
  | "in_progress"
  | "finalizing"
  | "completed"
  | "expired"
  | "cancelling"
  | "cancelled";

const ended: ReadonlySet<Status> = new Set(["failed", "completed", "expired", "cancelled"]);

const daySeconds = 24 * 60 * 60;
/** Shares of a batch's time: before its lines are answered, and after. */
const validatingShare = 0.2;
const finalizingShare = 0.2;
/** A pause that is shorter is not worth a timer. */
const shortestPauseMs = 4;

/** A batch, from the moment it is created; it goes on by itself. */
export class Batch {
  readonly id = `batch_${randomBytes(12).toString("hex")}`;
  readonly #new: NewBatch;
  readonly #context: BatchContext;
  readonly #cancelling = new AbortController();
  readonly #signal: AbortSignal;
  /** When it came into each state, in seconds since the epoch. */
  readonly #since: Partial<Record<Status | "created", number>> = {};
  readonly #results: Results;
  #status: Status = "validating";
  #model: string | undefined;
  #tokens = 0;
  #errors: readonly BatchError[] = [];

  constructor(made: NewBatch, context: BatchContext) {
    this.#new = made;
    this.#context = context;
    this.#signal = AbortSignal.any([context.signal, this.#cancelling.signal]);
    this.#results = new Results(context.files, this.id);
    this.#note("created");
  }

  get isOver(): boolean {
    return ended.has(this.#status);
  }

  /** What it takes of a model's queue. */
  queuedTokens(model: string): number {
    return this.#model === model && !this.isOver ? this.#tokens : 0;
  }

  /** Validates the input, answers its lines in an order of its own, and ends. */
  async run(): Promise<void> {
    const fault = drawBatchFault(this.#context.settings);
    try {
      await this.#pause(this.#batchMs * validatingShare);
      if (!(await this.#validate())) {
        return;
      }
      this.#enter("in_progress");
      await this.#answerLines(fault);
      if (fault === "expire") {
        return this.#end("expired");
      }
      this.#enter("finalizing");
      await this.#pause(this.#batchMs * finalizingShare);
      this.#end("completed");
    } catch {
      // A sandbox that closes ends its pauses; nobody is left to ask for the batch then.
      this.#end(this.#cancelling.signal.aborted ? "cancelled" : "failed");
    }
  }

  /**
   * Ends it early; what is answered by then is kept.
   * @throws ApiError 400 when it is over
   */
  cancel(): void {
    if (this.#cancelling.signal.aborted) {
      return;
    }
    if (this.isOver) {
      throw refuse("id", "invalid_value", `A batch that is '${this.#status}' cannot be cancelled.`);
    }
    this.#enter("cancelling");
    this.#cancelling.abort();
  }

  /** The batch as the API describes it. */
  describe(): object {
    const { input, endpoint, metadata } = this.#new;
    const created = this.#since.created ?? 0;
    const times = Object.entries(this.#since).filter(([state]) => state !== "validating");
    return {
      id: this.id,
      object: "batch",
      endpoint,
      ...(this.#model !== undefined && { model: this.#model }),
      ...(this.#errors.length > 0 && { errors: { object: "list", data: this.#errors } }),
      input_file_id: input.id,
      completion_window: "24h",
      status: this.#status,
      ...(this.isOver && this.#results.describe()),
      expires_at: created + daySeconds,
      ...Object.fromEntries(times.map(([state, seconds]) => [`${state}_at`, seconds])),
      request_counts: this.#results.counts,
      metadata: metadata ?? null,
    };
  }

  get #batchMs(): number {
    return this.#context.settings.batchSeconds * 1000;
  }

  #note(state: Status | "created"): void {
    this.#since[state] = Math.floor(this.#context.settings.now() / 1000);
  }

  #enter(status: Status): void {
    this.#signal.throwIfAborted();
    this.#status = status;
    this.#note(status);
  }

  #end(status: Status): void {
    this.#status = status;
    this.#note(status);
  }

  async #pause(ms: number): Promise<void> {
    if (ms >= shortestPauseMs) {
      await sleep(ms, undefined, { signal: this.#signal });
    }
  }

  /** @returns whether the lines may be answered; a batch that failed says why */
  async #validate(): Promise<boolean> {
    const { settings, queuedTokens } = this.#context;
    const { input, endpoint } = this.#new;
    const { places, model, tokens, errors } = await readInput(input, endpoint);
    const limit = settings.batchTokens;
    const queued = model === undefined ? 0 : queuedTokens(model);
    this.#errors =
      errors.length === 0 && limit !== undefined && queued + tokens > limit
        ? [describeFullQueue(model ?? "", limit)]
        : errors;
    this.#model = model;
    if (this.#errors.length > 0) {
      this.#end("failed");
      return false;
    }
    this.#tokens = tokens;
    this.#results.counts.total = places.length;
    return true;
  }

  async #answerLines(fault: BatchFault | undefined): Promise<void> {
    const { input, endpoint } = this.#new;
    const places = shuffle((await readInput(input, endpoint)).places, this.id);
    const answeredMs = this.#batchMs * (1 - validatingShare - finalizingShare);
    const startedMs = performance.now();
    for (const [index, place] of places.entries()) {
      const fate = findFate(fault, index, places.length);
      await this.#answerLine(await readLine(input, place), fate);
      const dueMs = (answeredMs * (index + 1)) / places.length;
      await this.#pause(dueMs - (performance.now() - startedMs));
      this.#signal.throwIfAborted();
    }
  }

  async #answerLine(line: InputLine, fate: Fate): Promise<void> {
    const { custom_id: customId, body } = line;
    if (fate === "late") {
      const message = "This request could not be executed before the completion window expired.";
      return this.#results.fail(customId, null, { code: "batch_expired", message });
    }
    if (fate === "zero") {
      return this.#results.fail(customId, writeResponse(0, "{}"), null);
    }
    const reply = await this.#context.answer(this.#new.endpoint, body);
    const response = writeResponse(reply.status, reply.body.toString("utf8"));
    return reply.status === 200
      ? this.#results.succeed(customId, fate === "lost" ? undefined : response)
      : this.#results.fail(customId, response, null);
  }
}

function describeFullQueue(model: string, limit: number): BatchError {
  return {
    code: "token_limit_exceeded",
    message: `Enqueued token limit reached for ${model}. Limit: ${limit} enqueued tokens. Please try again once some in_progress batches have been completed.`,
    param: null,
    line: null,
  };
}
