import type { Failure } from "./failures.ts";
import type { MovingTask } from "./prepare-moved.ts";
import type { UnderWay } from "./under-way.ts";

/** How one article ended. */
export interface ArticleResult {
  readonly slug: string;
  /** Its prompts file, relative to the job's folder. */
  readonly file: string;
  /** `held`: it waits for a review, and what was published of it before stays. */
  readonly status: "published" | "unchanged" | "held" | "failed";
  /** Absolute. */
  readonly folder: string;
  /** Of the published pages: relative to the folder, the article first. */
  readonly pages: readonly string[];
  readonly asked: number;
  readonly reused: number;
  readonly sandbox: boolean;
  readonly failures: readonly Failure[];
  /** How its translations ended, each an article of its own; unset without any. */
  readonly translations?: readonly ArticleResult[];
}

/** An article that is answered, and links to a place in one that is not: it can be set later. */
export interface WaitingArticle extends Pick<ArticleResult, "asked" | "reused"> {
  readonly status: "waiting";
}

/** An article with requests that are out with a batch, and what else came of it so far. */
export interface OutArticle extends Pick<ArticleResult, "asked" | "reused"> {
  readonly status: "out";
}

/** One article of a run. */
export interface BuildTask extends MovingTask {
  /** Prelo's own. */
  readonly version: string;
  /** The articles of this run, each until it is answered. */
  readonly underWay: UnderWay;
}
