import { PreloError } from "../../errors.ts";
import type { RecordName } from "../../answers/record-name.ts";
import type { Job } from "../../job/types.ts";
import { BatchApi } from "../../requests/batches/api.ts";
import { Desk } from "../../requests/batches/desk.ts";
import { dropDoubles } from "../../requests/batches/doubles.ts";
import type { Note } from "../../requests/batches/note.ts";
import { Notes } from "../../requests/batches/notes.ts";
import { type Fate, settle } from "../../requests/batches/settle.ts";
import { mostOf, withLimit } from "../../requests/batches/room.ts";
import { submit } from "../../requests/batches/submit.ts";
import type { Desktop, Found } from "../../requests/batches/desktop.ts";
import { takeIn } from "../../requests/batches/take-in.ts";
import { waitForOne } from "../../requests/batches/wait-for-one.ts";
import type { Spending } from "../../requests/spending.ts";
import type { BuildOptions, Environment } from "../environment.ts";
import type { Refreshing } from "../refreshed.ts";
import { openSpending, type Run, type SharedByWaves } from "../run.ts";
import { openSender, type Sender } from "../sender.ts";

const minuteMs = 60_000;
/** The API of batches is asked one thing at a time. */
const apiConnections = 2;

/** What is out when a command ends. */
export interface OutNow {
  readonly batches: number;
  readonly requests: number;
  /** The most that it can cost in US dollars; undefined where that is not known. */
  readonly boundUsd: number | undefined;
}

/** What is known of the job's articles at the end of a run. */
export interface KnownArticles {
  /** False for one that the job does not name any more. */
  readonly isKnown: (slug: string) => boolean;
  /** True for one that has all its answers. */
  readonly isDone: (slug: string) => boolean;
}

/**
 * A build with batches, wave by wave. In each, the job is built as far as answers are there: what came is recorded, what
 * is ready now is collected and submitted. Between two waves the lock is given back, and nothing is held but
 * what is told of the run.
 */
export class Waves {
  readonly #job: Job;
  readonly #environment: Environment;
  readonly #notes: Notes;
  readonly #desk: Desk;
  readonly #sender: Sender;
  readonly #apis = new Map<string, Promise<BatchApi>>();
  readonly #spending: Spending;
  readonly #told = new WeakSet<PreloError>();
  readonly #endsTold = new Set<string>();
  #open: readonly Note[] = [];
  #found: Found | undefined;
  #begunMs = 0;
  #workedMs = 0;
  #idle = 0;

  constructor(job: Job, options: BuildOptions, environment: Environment) {
    this.#job = job;
    this.#environment = environment;
    this.#notes = new Notes(job.answersDir);
    this.#desk = new Desk(job.batch, this.#notes);
    this.#sender = openSender(job, apiConnections, environment, environment.aborting);
    this.#spending = openSpending(job, options);
  }

  /** What the runs of all waves share. */
  get shared(): SharedByWaves {
    const { minutes } = this.#job.budget;
    return {
      batches: this.#desk,
      spending: this.#spending,
      told: this.#told,
      endsTold: this.#endsTold,
      minutes: minutes && Math.max(0, minutes - this.#workedMs / minuteMs),
    };
  }

  get out(): OutNow {
    const requests = this.#open.reduce((sum, note) => sum + note.requests, 0);
    const bounds = this.#open.map(({ bound_usd }) => bound_usd);
    const boundUsd = bounds.includes(undefined)
      ? undefined
      : bounds.reduce<number>((sum, usd = 0) => sum + usd, 0);
    return { batches: this.#open.length, requests, boundUsd };
  }

  /** What is asked for anew, and what has been in this command. */
  get refreshing(): Refreshing {
    return { asked: this.#desk.answered, renewing: this.#desk.renewing };
  }

  /** Takes in what is back. Once the lock is held. */
  async begin(run: Run): Promise<void> {
    this.#begunMs = run.clock();
    await this.#notes.sweep();
    let settled: readonly Note[] = [];
    this.#desk.begin(run, (group) => mostOf(group, settled, run.now()));
    this.#found = await takeIn(this.#desktop(run));
    const { ended, open } = this.#found;
    settled = [...this.#found.settled, ...ended.map((each) => withLimit(each, open))];
  }

  /**
   * Notes what was recorded, and submits what was collected. Before the lock is given back.
   */
  async end(run: Run, articles: KnownArticles): Promise<void> {
    const desktop = this.#desktop(run);
    const fateOf = (name: RecordName): Fate => {
      const [slug = ""] = name.slug.split("/");
      const isOver = this.#desk.isDecided(name) || !articles.isKnown(slug) || articles.isDone(slug);
      return isOver ? "obsolete" : "wait";
    };
    const { open = [], ended = [], unsure = [] } = this.#found ?? {};
    const still = [...open, ...unsure.map(({ note }) => note)];
    await settle(ended, fateOf, still, desktop);
    const settled = (await this.#notes.list()).filter(({ state }) => state === "settled");
    const parcels = await this.#desk.collected();
    // What had room in the budget is submitted, also where the next request had none.
    const mayGo = (): boolean => {
      const { aborted, reason } = run.stopping.signal;
      const isBudget = reason instanceof PreloError && reason.code === "BUDGET_EXCEEDED";
      return !this.#environment.stopping.aborted && (!aborted || isBudget);
    };
    const limits = { maxOpen: this.#job.batch.maxOpen, mayGo };
    const submitted = await submit(parcels, { open: still, settled }, limits, desktop);
    await this.#notes.sweep();
    this.#idle = submitted.length + ended.length > 0 ? 0 : this.#idle + 1;
    this.#open = await dropDoubles([...still, ...submitted], submitted, desktop);
    this.#workedMs += run.clock() - this.#begunMs;
  }

  /** Waits until a batch is over. @returns false when the command is to end */
  wait(): Promise<boolean> {
    const { now, emit, stopping } = this.#environment;
    return waitForOne(this.#open, {
      now,
      emit,
      stopping,
      idle: this.#idle,
      apiOf: (provider) => this.#apiOf(provider),
      deadlineHours: this.#job.batch.deadlineHours,
    });
  }

  close(): Promise<void> {
    return this.#sender.close();
  }

  #desktop(run: Run): Desktop {
    return {
      notes: this.#notes,
      desk: this.#desk,
      apiOf: (provider) => this.#apiOf(provider),
      providerOf: (name) => this.#job.providers.get(name),
      deadlineHours: this.#job.batch.deadlineHours,
      context: run,
    };
  }

  #apiOf(name: string): Promise<BatchApi> {
    const api = this.#apis.get(name) ?? this.#connect(name);
    this.#apis.set(name, api);
    return api;
  }

  async #connect(name: string): Promise<BatchApi> {
    const provider = this.#job.providers.get(name);
    if (provider === undefined) {
      throw new PreloError(
        "USAGE",
        `a batch is out at ${name}, which the job does not name any more`,
        {
          hint: "Name it again under `providers`, or forget the batch: remove its note in answers/.batches/.",
        },
      );
    }
    const { now, aborting: signal } = this.#environment;
    const { client, connectionOf } = this.#sender;
    return new BatchApi(await connectionOf(provider), { client, signal, now });
  }
}
