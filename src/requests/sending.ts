import type { JsonObject, Usage } from "../job/types.ts";
import type { Call, Exchange, Exchanged } from "./calls/exchange.ts";
import type { Subject } from "./events.ts";
import type { Queue } from "./pace/queue.ts";

/** One request, until it is answered or given up. */
export interface Sending<Reply, Kept> {
  readonly subject: Subject;
  readonly queue: Queue;
  readonly body: JsonObject;
  /** What it has in common with others that begin alike; see pace/prefix-leads.ts. */
  readonly prefix?: string | undefined;
  /** Gives what is sent instead, when the body only names it. */
  readonly fillBody?: () => Promise<JsonObject>;
  /** The most tokens it can take, for the pace. */
  readonly boundTokens: number;
  /** The most it can cost; undefined when the price is unknown. */
  readonly boundUsd: number | undefined;
  /** True where its answer came with a batch, and is only to be read. */
  readonly inBatch?: boolean;
  /** @throws AttemptError */
  readonly makeAttempt: (
    exchange: Exchange,
    body: JsonObject,
    time: Pick<Call, "leftMs" | "onWaited">,
  ) => Promise<Exchanged<Reply & Used>>;
  /** What a reply cost; undefined when that is not known. */
  readonly price: (reply: Reply) => { costUsd: number | undefined; pictures?: number };
  /** The cost of a reply that was no usable answer, by its usage. */
  readonly priceOfLost?: (usage: Usage) => number | undefined;
  /**
   * Records what came. Only then is its slot free: a killed run loses at most one reply a
   * slot. Its result is that of `sendRequest`.
   */
  readonly keep: (sent: Sent<Reply>) => Promise<Kept>;
}

/** What a reply says that it took. */
export interface Used {
  readonly usage?: Usage | undefined;
}

/** A reply, and what it cost. */
export interface Sent<Reply> {
  readonly reply: Reply;
  readonly costUsd: number | undefined;
  readonly requestId: string | undefined;
}
