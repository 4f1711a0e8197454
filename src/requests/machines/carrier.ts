import type { Redis } from "ioredis";
import { PreloError } from "../../errors.ts";
import { wantsKey } from "../../job/provider-variables.ts";
import type { JsonObject, Provider } from "../../job/types.ts";
import type { Call, Exchange, Exchanged, HeldPicture } from "../calls/exchange.ts";
import type { Emit } from "../events.ts";
import { type ByteWork, giveWork, isWork } from "./byte-work.ts";
import { inDoubt, refused } from "./doubt.ts";
import { Jobs } from "./jobs.ts";
import { Ledger } from "./ledger.ts";
import {
  type CarriedCall,
  type CarriedPicture,
  errorSchema,
  type Notice,
  type Outcome,
  outcomeSchema,
  unpackError,
} from "./protocol.ts";
import { closeJson, openJson, type Seal } from "./seal.ts";
import { tellSeldom } from "./patience.ts";
import { watchWorkers, type WatchOptions, type WorkersWatch } from "./watch-workers.ts";

/** How often it is looked whether somebody is left who can do a work, in milliseconds. */
const lookMs = 5000;

export interface CarrierOptions extends Pick<WatchOptions, "onAhead"> {
  readonly redis: Redis;
  /** The queue's name in the job. */
  readonly name: string;
  /** The variable with Redis' address, for what is said of it. */
  readonly urlEnv: string;
  readonly seal: Seal;
  /** Aborts when no new request may be sent. */
  readonly stopping: AbortSignal;
  /** Aborts when even what is under way is not waited for. */
  readonly aborting: AbortSignal;
  readonly clock: () => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly emit: Emit;
}

/** A reply as it came out of the ledger. */
interface Carried<Kind> {
  readonly outcome: Extract<Outcome, { kind: Kind }>;
  readonly notice: Notice;
  readonly id: string;
}

/**
 * The coordinator's side of the queue: gives requests to workers and waits for what they say. All that
 * may be lost on the way is found again in the ledger, by this run or a later one.
 */
export class Carrier {
  readonly #options: CarrierOptions;
  readonly #ledger: Ledger;
  readonly #jobs: Jobs;
  readonly #watch: WorkersWatch;
  /** What of each request this run has had already: asking again means that it wants another. */
  readonly #consumed = new Map<string, string>();

  constructor(options: CarrierOptions) {
    const { redis, name, emit, onAhead } = options;
    this.#options = options;
    this.#ledger = new Ledger(redis, name);
    const onWait = tellSeldom((said) => {
      const message = `Redis takes nothing more for now: ${said}`;
      emit({ type: "workers", isNews: true, workers: [], message });
    }, options.clock);
    const jobs = new Jobs({ ...options, ledger: this.#ledger, onWait });
    this.#jobs = jobs;
    this.#watch = watchWorkers({
      redis,
      name,
      emit,
      onAhead,
      providers: () => jobs.providers.filter((place) => !isWork(place)),
    });
  }

  /** The way to a provider through the queue. */
  async exchangeWith(provider: Provider): Promise<Exchange> {
    const { name, baseUrl } = provider;
    if (baseUrl !== undefined && !wantsKey(provider)) {
      await this.#ledger.announceProvider(name, baseUrl);
    }
    return {
      text: async (call) => {
        const { endpoint } = call;
        const sent = { kind: "text", endpoint, ...fieldsOf(call) } as const;
        const carried = await this.#carry(name, sent, call);
        const { kind: _, requestId, ...reply } = carried.outcome;
        return { reply, requestId, ...describeWay(carried.notice) };
      },
      images: async (call) => {
        const { endpoint, givesPictures, maxBytes, limits } = call;
        const how = { ...(givesPictures && { givesPictures }), maxBytes, limits };
        const sent = { kind: "images", endpoint, ...fieldsOf(call), ...how } as const;
        const { outcome, id, notice } = await this.#carry(name, sent, call);
        const { kind: _, requestId, pictures, ...reply } = outcome;
        const images = pictures.map((picture, index) =>
          this.#hold(picture, `${call.identity()}:${id}:${index}`),
        );
        return { reply: { ...reply, images }, requestId, ...describeWay(notice) };
      },
    };
  }

  /** How many requests may be given away to a provider's workers, as far as they are known. */
  aheadOf(provider: string): number {
    return this.#watch.aheadOf(provider);
  }

  /** How many jobs of a kind of work the workers can take at one time. */
  slotsOf(place: string): number {
    return this.#watch.slotsOf(place);
  }

  /**
   * Has a worker work on bytes.
   * @throws PreloError QUEUE_FAILED, REQUEST_IN_DOUBT when none does; what the work throws
   */
  async work(place: string, input: Buffer, task: JsonObject): ReturnType<ByteWork> {
    const way = { ...this.#options, ledger: this.#ledger };
    let timer: NodeJS.Timeout | undefined;
    const gone = new Promise<never>((_, fail) => {
      timer = setInterval(() => {
        if (this.slotsOf(place) === 0) {
          fail(inDoubt("no worker is left that can do it"));
        }
      }, lookMs);
    });
    try {
      return await Promise.race([gone, giveWork(place, input, task, this.#jobs, way)]);
    } finally {
      clearInterval(timer);
    }
  }

  /** Lets go of Redis; what no worker had begun was taken back when the run was stopped. */
  async close(): Promise<void> {
    this.#watch.end();
    await this.#jobs.close();
    this.#options.redis.disconnect();
  }

  /** @throws AttemptError, PreloError: what the worker met */
  async #carry<Kind extends CarriedCall["kind"]>(
    provider: string,
    sent: CarriedCall & { kind: Kind },
    call: Call,
  ): Promise<Carried<Kind>> {
    const { seal, clock } = this.#options;
    const identity = call.identity();
    const replaces = this.#consumed.get(identity);
    const startedMs = clock();
    const notice = await this.#jobs.handOver(provider, {
      identity,
      ...(replaces !== undefined && { replaces }),
      call: closeJson(seal, sent, `call ${identity}`).toString("base64"),
    });
    call.onWaited?.(Math.max(0, clock() - startedMs - (notice.tookMs ?? 0)));
    switch (notice.state) {
      case "answered":
      case "found":
        return { notice, ...(await this.#readReply(identity, sent.kind)) };
      case "failed": {
        const packed = Buffer.from(notice.error ?? "", "base64");
        throw unpackError(errorSchema.parse(openJson(seal, packed, `error ${identity}`)));
      }
      case "doubt": {
        this.#consumed.set(identity, notice.claim ?? "");
        throw inDoubt("the worker that had it is gone");
      }
      case "refused":
        throw refused(notice);
    }
  }

  /** @throws AnswerError when what came is no answer */
  async #readReply<Kind extends CarriedCall["kind"]>(
    identity: string,
    kind: Kind,
  ): Promise<Omit<Carried<Kind>, "notice">> {
    const kept = await this.#ledger.read(identity);
    if (kept === undefined) {
      throw inDoubt("what came of it is not in Redis any more");
    }
    this.#consumed.set(identity, kept.id);
    const { seal } = this.#options;
    const outcome = outcomeSchema.parse(openJson(seal, kept.outcome, `outcome ${identity}`));
    if (outcome.kind === "failed") {
      throw unpackError(outcome.error);
    }
    if (!isOfKind(outcome, kind)) {
      throw new PreloError("QUEUE_FAILED", "the reply in the queue is to another kind of request");
    }
    return { outcome, id: kept.id };
  }

  #hold(picture: CarriedPicture, name: string): HeldPicture {
    if ("error" in picture) {
      const error = unpackError(picture.error);
      return { kind: "held", load: () => Promise.reject(error), release: () => Promise.resolve() };
    }
    const { bytes, pieces, revisedPrompt } = picture;
    return {
      kind: "held",
      load: async () => {
        const kept = await this.#ledger.readPicture(name, pieces);
        if (kept === undefined) {
          throw new PreloError("DOWNLOAD_EXPIRED", "the picture is not in the queue any more");
        }
        return this.#options.seal.open(kept, `picture ${name}`);
      },
      // What is not taken away goes by itself in time.
      release: () => this.#ledger.dropPicture(name, pieces, bytes).catch(() => undefined),
      ...(revisedPrompt !== undefined && { revisedPrompt }),
    };
  }
}

function isOfKind<Kind extends Outcome["kind"]>(
  outcome: Outcome,
  kind: Kind,
): outcome is Extract<Outcome, { kind: Kind }> {
  return outcome.kind === kind;
}

function fieldsOf({
  model,
  body,
  leftMs,
  boundTokens,
}: Call): Pick<CarriedCall, "model" | "body" | "leftMs" | "boundTokens"> {
  return { model, body, leftMs, boundTokens };
}

function describeWay({
  worker,
  state,
}: Notice): Pick<Exchanged<unknown>, "rate" | "worker" | "alreadyPaid"> {
  return { rate: { requests: {}, tokens: {} }, worker, alreadyPaid: state === "found" };
}
