import { randomUUID } from "node:crypto";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { AttemptError, PreloError } from "../../errors.ts";
import { NotSentError } from "../not-sent.ts";
import { onAbort } from "../http/abort.ts";
import { inDoubt } from "./doubt.ts";
import type { Ledger } from "./ledger.ts";
import { untilWritten } from "./patience.ts";
import { type Envelope, keyPrefix, type Notice, noticeSchema, protocol } from "./protocol.ts";
import { queueFailed } from "./redis.ts";

/** How long the reader of notices waits for one before it asks again, in seconds. */
const readSeconds = 5;
/** How often it is looked for lost jobs, in milliseconds. */
const lookMs = 2000;
/** A job that is neither in Redis nor told of is looked for so often before it counts as lost. */
const looksUntilLost = 3;

export interface JobsOptions {
  readonly redis: Redis;
  /** The queue's name in the job file. */
  readonly name: string;
  /** The variable with Redis' address, for what is said of it. */
  readonly urlEnv: string;
  readonly ledger: Ledger;
  /** Aborts when no new request may be sent. */
  readonly stopping: AbortSignal;
  /** Aborts when even what is under way is not waited for. */
  readonly aborting: AbortSignal;
  /** Is told when Redis takes nothing more for now. */
  readonly onWait: (message: string) => void;
}

/** A job that a worker is to deal with. */
interface Waiting {
  readonly queue: Queue;
  readonly envelope: Envelope;
  readonly settle: (notice: Notice) => void;
  readonly fail: (error: unknown) => void;
  /** Whether Redis has taken it. */
  isQueued: boolean;
  looks: number;
}

/** The jobs of one run: gives them to the queue, and waits for what workers say of them. */
export class Jobs {
  readonly #options: JobsOptions;
  readonly #run = randomUUID();
  readonly #queues = new Map<string, Queue>();
  readonly #waiting = new Map<string, Waiting>();
  /** Blocked while it waits for notices: a connection of its own. */
  readonly #reader: Redis;
  readonly #reading: Promise<void>;
  readonly #looking: NodeJS.Timeout;
  #count = 0;
  #isClosed = false;

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#reader = options.redis.duplicate();
    this.#reader.on("error", () => undefined);
    this.#reading = this.#readNotices();
    this.#looking = setInterval(() => {
      this.#findLost().catch(() => undefined);
    }, lookMs);
  }

  /** The providers that jobs were for. */
  get providers(): readonly string[] {
    return [...this.#queues.keys()];
  }

  /**
   * Gives a job to the workers of a provider.
   * @returns what they say of it
   * @throws NotSentError when the run ends before one has begun it; AttemptError QUEUE_FAILED,
   * REQUEST_IN_DOUBT
   */
  async handOver(provider: string, request: Omit<Envelope, "run" | "protocol">): Promise<Notice> {
    const { stopping, aborting, onWait } = this.#options;
    const queue = this.#queueOf(provider);
    this.#count += 1;
    const job = `${this.#run}-${this.#count}`;
    const envelope: Envelope = { protocol, run: this.#run, ...request };
    const told = new Promise<Notice>((settle, fail) => {
      this.#waiting.set(job, { queue, envelope, settle, fail, isQueued: false, looks: 0 });
    });
    // What it fails with is told below, also where that is known before the job is queued.
    told.catch(() => undefined);
    const withdraw = (): void => {
      this.#withdraw(job, queue).catch(() => undefined);
    };
    const ignore = [
      onAbort(stopping, withdraw),
      onAbort(aborting, () => this.#waiting.get(job)?.fail(aborting.reason)),
    ];
    try {
      this.#assertMayGo();
      await untilWritten(() => queue.add("request", envelope, { jobId: job }), onWait, stopping);
      const waiting = this.#waiting.get(job);
      if (waiting !== undefined) {
        waiting.isQueued = true;
      }
      if (stopping.aborted) {
        withdraw();
      }
      return await told;
    } catch (error) {
      this.#assertMayGo();
      throw error instanceof PreloError ? error : this.#failed(error);
    } finally {
      this.#waiting.delete(job);
      for (const off of ignore) {
        off();
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#looking);
    this.#reader.disconnect();
    await this.#reading;
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  /** Takes a job back that no worker has begun. */
  async #withdraw(job: string, queue: Queue): Promise<void> {
    const removed = await queue.remove(job);
    if (removed === 1) {
      this.#waiting.get(job)?.fail(this.#options.stopping.reason);
    }
  }

  async #readNotices(): Promise<void> {
    const { ledger } = this.#options;
    while (!this.#isClosed) {
      // A connection that was lost comes back by itself.
      const notice = await ledger
        .nextNotice(this.#reader, this.#run, readSeconds)
        .catch(() => undefined);
      const { data } = noticeSchema.safeParse(notice);
      if (data !== undefined) {
        this.#waiting.get(data.job)?.settle(data);
      }
    }
  }

  /** A Redis that keeps nothing on disk has forgotten its jobs when it starts anew. */
  async #findLost(): Promise<void> {
    for (const [job, waiting] of this.#waiting) {
      const { queue, envelope, isQueued } = waiting;
      if (!isQueued) {
        continue;
      }
      waiting.looks = (await queue.getJob(job)) === undefined ? waiting.looks + 1 : 0;
      if (waiting.looks < looksUntilLost) {
        continue;
      }
      if (await this.#options.ledger.knows(envelope.identity)) {
        // A worker finds out what is the matter with it.
        await queue.add("request", envelope, { jobId: job });
      } else {
        waiting.fail(inDoubt("Redis has lost it"));
      }
    }
  }

  #assertMayGo(): void {
    const reason: unknown = this.#options.stopping.reason;
    if (reason instanceof PreloError && !this.#options.aborting.aborted) {
      throw new NotSentError(reason);
    }
  }

  #failed(error: unknown): AttemptError {
    const { code, message, hint } = queueFailed(error, this.#options.urlEnv);
    return new AttemptError(code, message, { hint, retryable: false, stops: "provider" });
  }

  #queueOf(provider: string): Queue {
    const known = this.#queues.get(provider);
    if (known !== undefined) {
      return known;
    }
    const { redis, name } = this.#options;
    const queue = new Queue(`${name}.${provider}`, {
      connection: redis,
      prefix: keyPrefix,
      streams: { events: { maxLen: 0 } },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    queue.on("error", () => undefined);
    this.#queues.set(provider, queue);
    return queue;
  }
}
