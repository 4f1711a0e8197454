import { AttemptError, PreloError } from "../../errors.ts";
import { AnswerError } from "../../endpoints/answer-error.ts";
import { imageEndpointAdapters } from "../../endpoints/image-endpoints.ts";
import { textEndpointAdapters } from "../../endpoints/text-endpoints.ts";
import type { Usage } from "../../endpoints/usage.ts";
import type { Provider } from "../../job/types.ts";
import { AwaitsBatch } from "../awaits-batch.ts";
import type { Call, Exchange, Exchanged } from "../calls/exchange.ts";
import type { RunContext } from "../context.ts";
import { NotSentError } from "../not-sent.ts";
import { priceOf } from "../provenance.ts";
import type { Ask } from "../task.ts";
import { type LineReader, readLine } from "./read-line.ts";
import { type Place, readResult } from "./results.ts";

/**
 * What became of a result in this run: read; read, and without an answer, which may come the next time; asked
 * for, and not read; unset where nobody asked for it.
 */
export type ReadAs = "read" | "blank" | "asked" | undefined;

/** The results that are back, until they are read as if each had come alone. */
export class Arrivals {
  readonly #places = new Map<string, Place>();
  /** The requests whose results are being read. */
  readonly #asks = new Map<string, Ask>();
  /** What each result that was read cost, in US dollars. */
  readonly #costs = new Map<string, number>();
  /** Those that held no answer, and may hold one the next time. */
  readonly #blank = new Set<string>();
  /** Those that hold a failure, which reading them again does not mend. */
  readonly #spoilt = new Map<string, PreloError>();

  /** What is back is told anew. */
  begin(): void {
    for (const each of [this.#places, this.#asks, this.#costs, this.#blank]) {
      each.clear();
    }
  }

  add(id: string, place: Place): void {
    this.#places.set(id, place);
  }

  has(id: string): boolean {
    return this.#places.has(id);
  }

  placeOf(id: string): Place | undefined {
    return this.#places.get(id);
  }

  /**
   * Says that a request's result will be read now.
   * @returns false where it is not back
   * @throws PreloError the failure that it is known to hold
   */
  claim(id: string, ask: Ask): boolean {
    const spoilt = this.#spoilt.get(id);
    if (spoilt !== undefined) {
      throw spoilt;
    }
    if (!this.has(id)) {
      return false;
    }
    this.#asks.set(id, ask);
    return true;
  }

  fateOf(id: string): ReadAs {
    if (this.#blank.has(id)) {
      return "blank";
    }
    return this.#costs.has(id) ? "read" : this.#asks.has(id) ? "asked" : undefined;
  }

  /** What a result that was read cost, in US dollars; 0 where that is not known. */
  costOf(id: string): number {
    return this.#costs.get(id) ?? 0;
  }

  /** The way to what is back of one provider. */
  async openExchange(provider: Provider, context: RunContext): Promise<Exchange> {
    const connection = await context.connectionOf(provider);
    const take = async <Reply extends { readonly usage?: Usage | undefined }>(
      call: Call,
      how: Omit<LineReader<Reply>, "model" | "nowMs">,
      pictures?: number,
    ): Promise<Exchanged<Reply>> => {
      const id = call.identity();
      const place = this.#places.get(id);
      const ask = this.#asks.get(id);
      const result = place && (await readResult(place));
      if (ask === undefined || result === undefined) {
        // Its first result was none: it goes with the next batch.
        throw new NotSentError(new AwaitsBatch());
      }
      const alreadyPaid = this.#costs.has(id);
      const price = (usage: Usage | undefined): number =>
        priceOf(ask.request, { usage, pictures, tier: "batch" }, context) ?? 0;
      try {
        const reader = { ...how, model: call.model, nowMs: context.now() };
        const read = readLine<Reply>(result, connection, reader);
        const { usage } = read.reply;
        const reply = usage
          ? { ...read.reply, usage: { ...usage, service_tier: "batch" } }
          : read.reply;
        this.#costs.set(id, price(reply.usage));
        return { ...read, reply, ...(alreadyPaid && { alreadyPaid }) };
      } catch (error) {
        const lost = error instanceof AnswerError ? error.received?.usage : undefined;
        this.#costs.set(id, lost === undefined ? 0 : price(lost));
        if (error instanceof AttemptError && error.retryable) {
          this.#blank.add(id);
          this.#places.delete(id);
        } else if (error instanceof PreloError) {
          this.#spoilt.set(id, error);
        }
        throw error;
      }
    };
    return {
      text: ({ endpoint, ...call }) => {
        const adapter = textEndpointAdapters[endpoint];
        return take(call, {
          path: adapter.path,
          read: (body, excerpt) => adapter.readReply(body, excerpt),
          tokensField: adapter.tokensFields?.find((field) => field in call.body),
        });
      },
      images: ({ endpoint, givesPictures = false, ...call }) => {
        const adapter = imageEndpointAdapters[endpoint];
        const { path } = (givesPictures ? adapter.edits : undefined) ?? adapter;
        const read: typeof adapter.readReply = (body, excerpt) => adapter.readReply(body, excerpt);
        return take(call, { path, read }, 1);
      },
    };
  }
}
