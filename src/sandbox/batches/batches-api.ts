import { z } from "zod";
import { validateBody } from "../validate.ts";
import { ApiError, type Body, refuse, type Reply, replyJson } from "../wire.ts";
import { Batch, type BatchContext } from "./batch.ts";
import { listPage } from "./list-page.ts";

/** What a batch may ask, of what the sandbox answers. */
const batchEndpoints = [
  "/v1/responses",
  "/v1/chat/completions",
  "/v1/completions",
  "/v1/images/generations",
  "/v1/images/edits",
] as const;

const newBatch = z.looseObject({
  input_file_id: z.string().min(1),
  endpoint: z.enum(batchEndpoints),
  completion_window: z.literal("24h"),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((metadata) => Object.keys(metadata).length <= 16, { error: "at most 16 pairs" })
    .nullish(),
});

/** More are never kept: the oldest that are over are forgotten. */
const maxBatches = 1000;

/** `/v1/batches` of a sandbox. */
export class Batches {
  readonly #batches = new Map<string, Batch>();
  readonly #context: BatchContext;

  constructor(context: Omit<BatchContext, "queuedTokens">) {
    const queuedTokens = (model: string): number =>
      this.#list().reduce((sum, batch) => sum + batch.queuedTokens(model), 0);
    this.#context = { ...context, queuedTokens };
  }

  /**
   * POST /v1/batches: the batch goes on by itself.
   * @throws ApiError 400 that names the parameter
   */
  create(body: Body): Reply {
    const { input_file_id: id, endpoint, metadata } = validateBody(newBatch, body);
    const input = this.#context.files.find(id);
    if (input === undefined) {
      throw refuse("input_file_id", "invalid_value", `No such File object: ${id}`);
    }
    if (input.purpose !== "batch") {
      const message = `Invalid 'input_file_id': its purpose is '${input.purpose}', not 'batch'.`;
      throw refuse("input_file_id", "invalid_value", message);
    }
    this.#forgetOldest();
    const batch = new Batch({ input, endpoint, metadata: metadata ?? undefined }, this.#context);
    this.#batches.set(batch.id, batch);
    void batch.run();
    return replyJson(batch.describe());
  }

  /**
   * GET /v1/batches: the newest first.
   * @throws ApiError 400 that names the parameter
   */
  list(query: URLSearchParams): Reply {
    return replyJson(listPage(this.#list().toReversed(), query, { most: 100, usual: 20 }));
  }

  /**
   * GET /v1/batches/ID
   * @throws ApiError 404
   */
  describe(id: string): Reply {
    return replyJson(this.#find(id).describe());
  }

  /**
   * POST /v1/batches/ID/cancel
   * @throws ApiError 404; 400 where it is over
   */
  cancel(id: string): Reply {
    const batch = this.#find(id);
    batch.cancel();
    return replyJson(batch.describe());
  }

  #list(): readonly Batch[] {
    return [...this.#batches.values()];
  }

  #find(id: string): Batch {
    const batch = this.#batches.get(id);
    if (batch === undefined) {
      throw new ApiError(`No batch found with id '${id}'.`, { status: 404, param: "id" });
    }
    return batch;
  }

  #forgetOldest(): void {
    const oldest = this.#list().find(({ isOver }) => isOver);
    if (this.#batches.size >= maxBatches && oldest !== undefined) {
      this.#batches.delete(oldest.id);
    }
  }
}
