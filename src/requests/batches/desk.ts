import pLimit from "p-limit";
import { type RecordName, recordPath } from "../../answers/record-name.ts";
import { withoutTier } from "../../endpoints/tier.ts";
import type { PreloError } from "../../errors.ts";
import type { BatchSettings, Provider } from "../../job/types.ts";
import { AwaitsBatch } from "../awaits-batch.ts";
import { assertNotSent } from "../calls/secrets.ts";
import type { RunContext } from "../context.ts";
import { openQueues, type ProviderQueues, type Queue } from "../pace/queue.ts";
import { reserve } from "../send.ts";
import type { Ask } from "../task.ts";
import { Arrivals } from "./arrivals.ts";
import { type History, inVain, isInVain } from "./history.ts";
import type { Line } from "./note.ts";
import type { Notes } from "./notes.ts";
import { type Group, Outbox, type Parcel } from "./outbox.ts";
import type { BatchCall, Batches } from "./port.ts";
import type { Place } from "./results.ts";
import { askedPath, isToReplace, nameOf } from "./recorded.ts";
import { toLine } from "./to-line.ts";

const mostBodies = 4;

/**
 * Where requests and batches meet. A request is asked for as any other is: where its result is there, it is read as
 * if it had come alone; where it is not, it is noted down for the next batch, and its block waits. It lasts
 * as long as the command, over all the times that it holds the lock.
 */
export class Desk implements Batches {
  readonly settings: BatchSettings;
  readonly #notes: Notes;
  /** By their ids: what gives back what is held of the budget for each request that is out. */
  readonly #out = new Map<string, () => void>();
  readonly #arrivals = new Arrivals();
  readonly #history = new Map<string, History>();
  /** Why a request is not sent by batch, and not at all: as often as it is asked for. */
  readonly #refused = new Map<string, PreloError>();
  /** Blocks that failed in this run: they are not asked again each time a batch comes back. */
  readonly #failed = new Map<string, PreloError>();
  /** What was asked for and answered in this command, by {@link askedPath}. */
  readonly answered = new Set<string>();
  /** What another command has asked for anew (`--refresh`), and has not been recorded yet, likewise. */
  readonly renewing = new Set<string>();
  readonly #decided = new Set<string>();
  /** A body may hold pictures: only so many are in memory. */
  readonly #filling = pLimit(mostBodies);
  #outboxes = new Map<string, Outbox>();
  #collected = new Set<string>();
  #queues = new Map<string, ProviderQueues>();
  #mostOf: (group: Group) => number | undefined = () => undefined;
  #context: RunContext | undefined;

  constructor(settings: BatchSettings, notes: Notes) {
    this.settings = settings;
    this.#notes = notes;
  }

  get #run(): RunContext {
    if (this.#context === undefined) {
      throw new Error("nothing can be asked before a run has begun");
    }
    return this.#context;
  }

  /**
   * Begins anew: what is out, and what came, is told next.
   * @param mostOf the most requests that a batch of a group may hold, where the provider refused more
   */
  begin(context: RunContext, mostOf: (group: Group) => number | undefined): void {
    this.#context = context;
    this.#arrivals.begin();
    this.#history.clear();
    this.#decided.clear();
    this.renewing.clear();
    this.#outboxes = new Map();
    this.#collected = new Set();
    this.#queues = new Map();
    this.#mostOf = mostOf;
  }

  /** A request is out. What it can cost is held back, also where another run submitted it. */
  isOut(line: Line): void {
    const { id, slug, bound_usd } = line;
    this.isUnderWay(line);
    if (!this.#out.has(id)) {
      this.#out.set(id, this.#run.spending.hold(bound_usd, slug));
    }
  }

  hasCome({ id }: Pick<Line, "id">, place: Place): void {
    this.#arrivals.add(id, place);
  }

  /** A request of a batch that is out, or over and not settled. */
  isUnderWay(line: Line): void {
    if (isToReplace(line, this.#run.store)) {
      this.renewing.add(askedPath(nameOf(line), line.number));
    }
  }

  /** No batch has answered it so far. */
  wasInVain({ id, since, tries, lacks }: Line): void {
    const before = this.#history.get(id);
    if (before === undefined || before.tries < tries) {
      this.#history.set(id, { since, tries, ...(lacks && { lacks }) });
    }
  }

  /** A request is not out any more. */
  release(id: string): void {
    this.#out.get(id)?.();
    this.#out.delete(id);
  }

  knows(id: string): boolean {
    return this.#arrivals.has(id) || this.#out.has(id);
  }

  takes(id: string): boolean {
    return this.settings.otherwise === "fail" || !this.#isInVain(id);
  }

  async claim(call: BatchCall): Promise<void> {
    const { id, ask } = call;
    if (this.#arrivals.claim(id, ask)) {
      this.release(id);
      return;
    }
    const refused = this.#refused.get(id);
    if (refused !== undefined) {
      throw refused;
    }
    if (!this.#out.has(id) && !this.#collected.has(id)) {
      const history = this.#history.get(id);
      if (history !== undefined && this.#isInVain(id)) {
        const error = inVain(history, this.settings);
        this.#refused.set(id, error);
        throw error;
      }
      await this.#collect(call);
    }
    throw new AwaitsBatch();
  }

  queueOf(provider: Provider, model: string): Queue {
    const { requestsPerMinute: _, tokensPerMinute: _tokens, ...limits } = provider.limits;
    const paceless = { ...provider, limits: { ...limits, requestsPerMinute: Infinity } };
    const queues =
      this.#queues.get(provider.name) ??
      openQueues(paceless, undefined, async () => this.#arrivals.openExchange(provider, this.#run));
    this.#queues.set(provider.name, queues);
    return queues.queueOf(model);
  }

  /** What became of a result in this run. */
  get arrivals(): Pick<Arrivals, "fateOf" | "costOf" | "placeOf"> {
    return this.#arrivals;
  }

  decide(name: RecordName): void {
    this.#decided.add(recordPath(name));
  }

  isDecided(name: RecordName): boolean {
    return this.#decided.has(recordPath(name));
  }

  fail(name: RecordName, { request }: Pick<Ask, "request">, error: PreloError): void {
    this.#failed.set(`${recordPath(name)} ${request.fingerprint}`, error);
  }

  answer(name: RecordName, number?: number): void {
    this.answered.add(askedPath(name, number));
  }

  failureOf(name: RecordName, { request }: Pick<Ask, "request">): PreloError | undefined {
    return this.#failed.get(`${recordPath(name)} ${request.fingerprint}`);
  }

  /** Gives requests up: the next time that they are asked for, they fail. */
  refuse(ids: Iterable<string>, error: PreloError): void {
    for (const id of ids) {
      this.#refused.set(id, error);
    }
  }

  /** Hands over what was collected; it counts as out where it is submitted. */
  async collected(): Promise<readonly Parcel[]> {
    const parcels = await Promise.all([...this.#outboxes.values()].map((each) => each.close()));
    this.#outboxes = new Map();
    return parcels.flat();
  }

  #isInVain(id: string): boolean {
    const history = this.#history.get(id);
    return history !== undefined && isInVain(history, this.settings, this.#run.now());
  }

  async #collect(call: BatchCall): Promise<void> {
    const { id, name, path, boundUsd, fillBody } = call;
    const context = this.#run;
    context.stopping.signal.throwIfAborted();
    this.#collected.add(id);
    const { provider, request } = call.ask;
    const reservation = reserve(
      { subject: { article: name.slug, block: name.id }, boundUsd },
      context,
    );
    try {
      const { model } = request;
      const outbox = this.#outboxOf({ provider, endpoint: `/v1${path}`, model });
      const now = new Date(context.now()).toISOString();
      const line = toLine(call, this.#history.get(id), context.store, now);
      const connection = await context.connectionOf(provider);
      await this.#filling(async () => {
        const body = withoutTier(await fillBody());
        assertNotSent(body, connection.secrets, connection.isAllowed);
        await outbox.add(line, body);
      });
      this.#out.set(id, () => context.spending.cancel(reservation));
    } catch (error) {
      context.spending.cancel(reservation);
      this.#collected.delete(id);
      throw error;
    }
  }

  #outboxOf(group: Group): Outbox {
    const key = JSON.stringify([group.provider.name, group.endpoint, group.model]);
    const outbox = this.#outboxes.get(key) ?? new Outbox(group, this.#notes, this.#mostOf(group));
    this.#outboxes.set(key, outbox);
    return outbox;
  }
}
