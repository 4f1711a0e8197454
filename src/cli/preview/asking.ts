import type { BuildResult } from "../../build/build.ts";
import { PreloError } from "../../errors.ts";
import { plural } from "../../job/diagnostics/plural.ts";
import type { RunEvent } from "../../requests/events.ts";
import { describeEvent } from "../reporters/describe-event.ts";
import { describeProblems } from "./describe.ts";
import type { Asking, Problem } from "./wire.ts";

/** Follows a run that asks for blocks of one article, for the page that shows it. */
export class AskingView {
  readonly #article: string;
  readonly #blocks: Record<string, Asking["blocks"][string]>;
  readonly #failures: Problem[] = [];
  #line = "waits for its turn";
  #ended: string | undefined;

  /** @param ids of the blocks that may be asked for */
  constructor(article: string, ids: readonly string[]) {
    this.#article = article;
    this.#blocks = Object.fromEntries(ids.map((id) => [id, "waits"]));
  }

  get asking(): Asking {
    return {
      article: this.#article,
      blocks: { ...this.#blocks },
      line: this.#line,
      failures: [...this.#failures],
      ...(this.#ended !== undefined && { ended: this.#ended }),
    };
  }

  take(event: RunEvent): void {
    const id = "block" in event ? event.block : undefined;
    if (id !== undefined && !Object.hasOwn(this.#blocks, id)) {
      return;
    }
    if (id !== undefined && (event.type === "asked" || event.type === "answered")) {
      this.#blocks[id] = event.type;
    }
    if (id !== undefined && event.type === "failed") {
      this.#blocks[id] = "failed";
      const { code, message, hint, ref } = event;
      this.#failures.push(
        ...describeProblems(new PreloError(code, `${id}: ${message}`, { hint, ref })),
      );
    }
    this.#line = describeEvent(event) ?? this.#line;
  }

  /** The run is over, or did not begin. */
  finish(result: BuildResult): void {
    const { totals, stoppedBy } = result;
    if (stoppedBy instanceof PreloError) {
      this.#failures.push(...describeProblems(stoppedBy));
    }
    const cost = totals.costUsd > 0 ? `, $${totals.costUsd.toFixed(4)}` : "";
    this.#ended = `${plural(totals.requests, "request")} sent${cost}`;
  }

  fail(error: unknown): void {
    this.#failures.push(...describeProblems(error));
    this.#ended = "nothing was sent";
  }
}
