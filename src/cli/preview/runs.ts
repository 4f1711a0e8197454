import { build, type BuildResult } from "../../build/build.ts";
import { chooseVariant } from "../../build/choose-variant.ts";
import { type AnswerEdit, editAnswer } from "../../build/edit-answer.ts";
import type { BuildOptions } from "../../build/environment.ts";
import { type ErrorCode, PreloError } from "../../errors.ts";
import type { Article, Job } from "../../job/types.ts";
import { follow } from "../../requests/http/abort.ts";
import type { RunEvent } from "../../requests/events.ts";
import { createEnvironment } from "../environment.ts";
import { reportError } from "../report-error.ts";
import { writeNote } from "../reporters/finish.ts";
import { createPlainReporter } from "../reporters/plain.ts";
import { summarizeFailures } from "../reporters/summary.ts";
import type { StopSignals } from "../signals.ts";
import { writeProgress } from "../terminal.ts";
import { AskingView } from "./asking.ts";
import type { Asking } from "./wire.ts";

/** What the page marks, and the terminal need not tell one by one. */
const shownOnPage: ReadonlySet<ErrorCode> = new Set([
  "ANSWER_MISSING",
  "ANSWER_STALE",
  "DEPENDENCY_FAILED",
]);

/** Blocks of an article that are to be asked for. */
export interface Wanted {
  readonly article: string;
  /** Set for these alone, without what they quote; unset for all that is due. */
  readonly blocks?: readonly string[];
  /** The ids of all that may be asked for. */
  readonly asked: readonly string[];
  /** What is replaced of it, since it is there: an id, or one of its pictures, `house/4`. */
  readonly again: readonly string[];
}

/** The builds of a preview, one after the other: they take the folder's lock, as every build does. */
export class Runs {
  readonly #options: BuildOptions;
  readonly #signals: StopSignals;
  readonly #onAsking: (asking: Asking) => void;
  /** What has been asked for so far: the budget is for the whole preview. */
  #before = { requests: 0, costUsd: 0 };
  #work: Promise<unknown> = Promise.resolve();
  #isPublishing = false;
  #isLocked = false;
  #stopAsking: ((reason: PreloError) => void) | undefined;
  #asking: Asking | undefined;

  /** @param options of the builds that follow a change of a file */
  constructor(
    options: BuildOptions,
    signals: StopSignals,
    onAsking: (asking: Asking) => void = () => undefined,
  ) {
    this.#options = options;
    this.#signals = signals;
    this.#onAsking = onAsking;
  }

  /** The run that asks now, or was the last to. */
  get asking(): Asking | undefined {
    return this.#asking;
  }

  /** Publishes what can be published. One that waits for its turn does for several changes. */
  publish(): Promise<void> {
    if (this.#isPublishing) {
      return Promise.resolve();
    }
    this.#isPublishing = true;
    return this.#inTurn(async () => {
      this.#isPublishing = false;
      if (!this.#signals.stopping.aborted) {
        await this.#publish();
      }
    });
  }

  /** Asks for blocks, and publishes the article if it is whole then. */
  ask(wanted: Wanted): Promise<void> {
    const view = new AskingView(wanted.article, wanted.asked);
    this.#show(view);
    return this.#inTurn(async () => {
      const { article, blocks, again } = wanted;
      const [stopping, ignore] = follow(this.#signals.stopping);
      this.#stopAsking = (reason) => stopping.abort(reason);
      const { frozen: _, ...options } = this.#options;
      try {
        const result = await this.#build(
          {
            ...options,
            articles: [article],
            before: this.#before,
            ...(blocks !== undefined && { only: blocks.map((id) => `${article}/${id}`) }),
            refresh: again.map((id) => `${article}/${id}`),
          },
          (event) => {
            view.take(event);
            this.#show(view);
          },
          stopping.signal,
        );
        view.finish(result);
      } catch (error) {
        reportError(error);
        view.fail(error);
      } finally {
        ignore();
        this.#stopAsking = undefined;
        this.#show(view);
      }
    });
  }

  /** Sends nothing more; what is under way is finished and recorded. */
  stopAsking(): void {
    this.#stopAsking?.(
      new PreloError("INTERRUPTED", "stopped from the page", { hint: "What came back is kept." }),
    );
  }

  /** @throws PreloError USAGE, LOCKED, EDIT_CONFLICT, WRITE_FAILED */
  edit(job: Job, edit: AnswerEdit): Promise<void> {
    const environment = createEnvironment(() => undefined, this.#signals);
    return this.#inTurn(() => editAnswer(job, edit, environment));
  }

  /** @throws PreloError USAGE, LOCKED, WRITE_FAILED */
  choose(job: Job, article: Article, id: string): Promise<void> {
    const environment = createEnvironment(() => undefined, this.#signals);
    return this.#inTurn(() => chooseVariant(job, article, id, environment));
  }

  /** Everything that was begun is over. */
  async settle(): Promise<void> {
    await this.#work;
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#work.then(run);
    this.#work = turn.catch(() => undefined);
    return turn;
  }

  #show(view: AskingView): void {
    this.#asking = view.asking;
    this.#onAsking(this.#asking);
  }

  async #publish(): Promise<void> {
    try {
      await this.#build(this.#options);
      this.#isLocked = false;
    } catch (error) {
      const isLocked = error instanceof PreloError && error.code === "LOCKED";
      // Said once: another build may take long, and publishes as well.
      if (!(isLocked && this.#isLocked)) {
        reportError(error);
      }
      this.#isLocked = isLocked;
    }
  }

  async #build(
    options: BuildOptions,
    onEvent: (event: RunEvent) => void = () => undefined,
    stopping = this.#signals.stopping,
  ): Promise<BuildResult> {
    const reporter = createPlainReporter({ verbosity: "normal", now: Date.now });
    const environment = createEnvironment(
      (event) => {
        onEvent(event);
        if (
          event.type !== "finished" &&
          !(event.type === "failed" && shownOnPage.has(event.code))
        ) {
          reporter.onEvent(event);
        }
      },
      { stopping, aborting: this.#signals.aborting },
    );
    try {
      const result = await build(options, environment);
      const { requests, costUsd } = result.totals;
      this.#before = {
        requests: this.#before.requests + requests,
        costUsd: this.#before.costUsd + costUsd,
      };
      tellFailures(result);
      return result;
    } finally {
      reporter.close?.();
    }
  }
}

/** What the page cannot mark is told on the terminal, with what to do; the rest is counted. */
function tellFailures(result: BuildResult): void {
  const articles = result.articles.map((article) => ({
    ...article,
    failures: article.failures.filter(({ error }) => !shownOnPage.has(error.code)),
  }));
  summarizeFailures({ ...result, articles }).forEach(writeNote);
  const gaps = result.articles.filter(({ failures }) =>
    failures.some(({ error }) => shownOnPage.has(error.code)),
  );
  for (const { slug, failures } of gaps) {
    const blocks = failures.flatMap(({ block }) => block ?? []);
    writeProgress(`${slug}: not published, its page is marked at ${blocks.join(", ")}`);
  }
}
