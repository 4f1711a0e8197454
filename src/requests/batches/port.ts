import type { RecordName } from "../../answers/record-name.ts";
import type { PreloError } from "../../errors.ts";
import type { JsonObject, Provider } from "../../job/types.ts";
import type { Queue } from "../pace/queue.ts";
import type { Ask } from "../task.ts";

/** A request that is to go by batch. */
export interface BatchCall {
  /** What makes it the same to other runs; becomes its `custom_id`. */
  readonly id: string;
  readonly name: RecordName;
  /** Which of a block's pictures. */
  readonly number?: number;
  readonly ask: Ask;
  /** Below the provider's base URL. */
  readonly path: string;
  /** The most it can cost in a batch, in US dollars. */
  readonly boundUsd: number | undefined;
  readonly fillBody: () => Promise<JsonObject>;
}

/** What asks for answers knows of batches. */
export interface Batches {
  /** Whether a request is out, or its result is there, whatever the job says by now. */
  knows(id: string): boolean;
  /** Whether a request goes by batch: not where batches were in vain, and it may be asked at once. */
  takes(id: string): boolean;
  /**
   * Returns when the result of a request is there, to be read through {@link queueOf}; else it is noted down for
   * the next batch.
   * @throws AwaitsBatch while it is not there; PreloError BATCH_FAILED when no batch answered it,
   * BUDGET_EXCEEDED, LEAK_FOUND, or why the provider takes none
   */
  claim(call: BatchCall): Promise<void>;
  /** The queue through which results are read: nothing is sent, so no pace is kept. */
  queueOf(provider: Provider, model: string): Queue;
  /** Notes that it is known what a block asks now. */
  decide(name: RecordName): void;
  /** Notes that a block was asked and has its answer, or one of its pictures. */
  answer(name: RecordName, number?: number): void;
  /** Why a block failed before in this run: it is not asked again each time a batch comes back. */
  failureOf(name: RecordName, ask: Ask): PreloError | undefined;
  fail(name: RecordName, ask: Ask, error: PreloError): void;
}
