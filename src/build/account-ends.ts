import { PreloError } from "../errors.ts";
import { isOpenai, sandboxProvider } from "../job/provider-names.ts";
import type { Provider } from "../job/types.ts";
import { findEnd, findSuccessor, judgeEnd } from "../plan/model-ends.ts";
import { listModels } from "../requests/calls/list-models.ts";
import type { RunContext } from "../requests/context.ts";

/**
 * Which models end that a run asks, as the account itself says: OpenAI announces to some what its public list
 * does not hold. That is asked once, while the first answers are awaited, and a run that is over does not wait
 * for it. Other providers' lists say nothing of ends.
 */
export class AccountEnds {
  readonly #run: Pick<RunContext, "client" | "connectionOf" | "now" | "emit">;
  readonly #closing = new AbortController();
  readonly #lists = new Map<string, Promise<ReadonlyMap<string, string | null>>>();
  readonly #told: Set<string>;

  /** @param told the models that were looked for before, in an earlier wave of the same command */
  constructor(
    run: Pick<RunContext, "client" | "connectionOf" | "now" | "emit">,
    told: Set<string>,
  ) {
    this.#run = run;
    this.#told = told;
  }

  /**
   * Warns when a model of a provider ends within sixty days, unless Prelo's own list has said so.
   * @param article the name of an article that asks it
   */
  async look(provider: Provider, model: string, article: string): Promise<void> {
    const told = JSON.stringify([provider.name, model]);
    const nowMs = this.#run.now();
    const isAsked = provider.name !== sandboxProvider && isOpenai(provider);
    if (!isAsked || this.#told.has(told) || findEnd(provider, model, nowMs) !== undefined) {
      return;
    }
    this.#told.add(told);
    const date = (await this.#listOf(provider)).get(model);
    const state = date ? judgeEnd(date, nowMs) : undefined;
    if (state === undefined || this.#closing.signal.aborted) {
      return;
    }
    const successor = findSuccessor(model);
    const ends = state === "over" ? "has ended" : "ends";
    const message = `${provider.name} ${ends} ${model} on ${date}, as it says of this account: name another model${successor === undefined ? "" : `, such as ${successor}`}`;
    this.#run.emit({ type: "warning", article, message });
  }

  close(): void {
    this.#closing.abort();
  }

  #listOf(provider: Provider): Promise<ReadonlyMap<string, string | null>> {
    const list = this.#lists.get(provider.name) ?? this.#ask(provider);
    this.#lists.set(provider.name, list);
    return list;
  }

  /** An account that does not say is no fault of the run. */
  async #ask(provider: Provider): Promise<ReadonlyMap<string, string | null>> {
    const { client, connectionOf, now } = this.#run;
    try {
      const connection = await connectionOf(provider);
      if (!isOpenai(connection)) {
        return new Map();
      }
      const { models } = await listModels(client, connection, {
        signal: this.#closing.signal,
        now,
      });
      return models;
    } catch (error) {
      if (error instanceof PreloError || this.#closing.signal.aborted) {
        return new Map();
      }
      throw error;
    }
  }
}
