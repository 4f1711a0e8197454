import { PreloError } from "../errors.ts";
import type { Budget, Usage } from "../job/types.ts";

/** What a run has taken so far. */
export interface Totals {
  /** HTTP attempts sent, but for those for which the flex tier had no room. */
  readonly requests: number;
  readonly failedAttempts: number;
  /** Attempts for which the flex tier had no room; they cost nothing. */
  readonly refusals: number;
  /** Requests that were asked at the usual price instead of the flex tier. */
  readonly fellBack: number;
  /** Failed attempts that the provider may have charged all the same. */
  readonly maybeBilled: number;
  readonly inputTokens: number;
  /** Of these, what providers read from their caches. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly pictures: number;
  /** Of the replies whose price is known, and of failed attempts up to their bound. */
  readonly costUsd: number;
  /** Replies whose price is not known. */
  readonly unpriced: number;
}

/** What one attempt can cost at the most, and what is given back when it is over. */
export interface Reservation {
  readonly boundUsd: number | undefined;
  /** The account of its article, where that has a budget of its own. */
  readonly purse?: Purse;
}

/** What a reply took; its cost is undefined where that is not known. */
interface Settled {
  readonly usage?: Usage | undefined;
  readonly pictures?: number;
  readonly costUsd: number | undefined;
}

/** What one article may cost, and what is spent of it or held back. */
interface Purse {
  readonly usd: number;
  committedUsd: number;
}

/** The budget of one article is used up: the others go on. */
export class ArticleBudgetError extends PreloError {
  override readonly name = "ArticleBudgetError";
}

/** The budget in dollars has no room for what a request can cost: it may have again, when others cost less. */
export class DollarBudgetError extends PreloError {
  override readonly name = "DollarBudgetError";
}

/** Far below any price, far above the noise of adding up prices. */
const noiseUsd = 1e-9;
const nothing = { requests: 0, costUsd: 0 };

/**
 * Keeps the run's account. An attempt is counted when it is sent, whatever becomes of it; its
 * upper bound is held back from the budget until its real cost is known.
 */
export class Spending {
  readonly #budget: Budget;
  readonly #before: Pick<Totals, "requests" | "costUsd">;
  readonly #purses: ReadonlyMap<string, Purse>;
  #reservedUsd = 0;
  #totals = {
    requests: 0,
    failedAttempts: 0,
    refusals: 0,
    fellBack: 0,
    maybeBilled: 0,
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    pictures: 0,
    costUsd: 0,
    unpriced: 0,
  };

  /**
   * @param before what counts against the budget already, and is told elsewhere
   * @param articles what each of them may cost, in US dollars, by their slugs
   */
  constructor(
    budget: Budget,
    before: Pick<Totals, "requests" | "costUsd"> = nothing,
    articles: ReadonlyMap<string, number> = new Map(),
  ) {
    this.#budget = budget;
    this.#before = before;
    this.#purses = new Map([...articles].map(([slug, usd]) => [slug, { usd, committedUsd: 0 }]));
  }

  get totals(): Totals {
    return this.#totals;
  }

  /**
   * Makes room for one attempt.
   * @param boundUsd the most it can cost; undefined when the price is unknown
   * @param article whose it is; a translation's is its source's
   * @throws PreloError BUDGET_EXCEEDED when the attempt could pass the budget; ArticleBudgetError when it
   *   could pass that of its article
   */
  reserve(boundUsd: number | undefined, article = ""): Reservation {
    const { requests, usd } = this.#budget;
    if (requests !== undefined && this.#before.requests + this.#totals.requests + 1 > requests) {
      throw budgetError(`the budget of ${requests} requests is used up`);
    }
    const committedUsd = this.#before.costUsd + this.#totals.costUsd + this.#reservedUsd;
    if (usd !== undefined && boundUsd !== undefined && committedUsd + boundUsd > usd + noiseUsd) {
      const { message, hint } = budgetError(describeUsd(usd, committedUsd, boundUsd));
      throw new DollarBudgetError("BUDGET_EXCEEDED", message, { hint });
    }
    const [slug = ""] = article.split("/");
    const purse = this.#purses.get(slug);
    if (purse !== undefined && purse.committedUsd + (boundUsd ?? 0) > purse.usd + noiseUsd) {
      const { message, hint } = budgetError(describeUsd(purse.usd, purse.committedUsd, boundUsd));
      throw new ArticleBudgetError("BUDGET_EXCEEDED", `${slug}: ${message}`, { hint });
    }
    this.#totals.requests += 1;
    this.#hold({ boundUsd, ...(purse && { purse }) }, boundUsd ?? 0);
    return { boundUsd, ...(purse && { purse }) };
  }

  /**
   * Holds back what a request can cost that another run has sent, whether the budget has room for it or not.
   * @returns what gives it back
   */
  hold(boundUsd = 0, article = ""): () => void {
    const [slug = ""] = article.split("/");
    const purse = this.#purses.get(slug);
    const held = { boundUsd, ...(purse && { purse }) };
    this.#hold(held, boundUsd);
    return () => this.#hold(held, -boundUsd);
  }

  #hold({ purse }: Reservation, usd: number): void {
    this.#reservedUsd += usd;
    if (purse !== undefined) {
      purse.committedUsd += usd;
    }
  }

  #spend({ purse }: Reservation, usd: number): void {
    this.#totals.costUsd += usd;
    if (purse !== undefined) {
      purse.committedUsd += usd;
    }
  }

  /** Gives back what was reserved for an attempt that was not made. */
  cancel(reservation: Reservation): void {
    this.#hold(reservation, -(reservation.boundUsd ?? 0));
    this.#totals.requests -= 1;
  }

  /** Books a reply. */
  settle(reservation: Reservation, reply: Settled): void {
    // A cost that the reply does not tell counts against the budget with its bound.
    if (reply.costUsd !== undefined) {
      this.#hold(reservation, -(reservation.boundUsd ?? 0));
    }
    this.#totals.inputTokens += reply.usage?.input_tokens ?? 0;
    this.#totals.cachedTokens += reply.usage?.cached_tokens ?? 0;
    this.#totals.outputTokens += reply.usage?.output_tokens ?? 0;
    this.#totals.pictures += reply.pictures ?? 0;
    if (reply.costUsd === undefined) {
      this.#totals.unpriced += 1;
    } else {
      this.#spend(reservation, reply.costUsd);
    }
  }

  /** Books an attempt for which there was no room: it cost nothing, and counts against no budget. */
  refuse(reservation: Reservation): void {
    this.cancel(reservation);
    this.#totals.refusals += 1;
  }

  /** Books that a request goes on at the usual price. */
  fallBack(): void {
    this.#totals.fellBack += 1;
  }

  /** Books a failed attempt; one that may have been billed counts with its upper bound. */
  fail(reservation: Reservation, mayBeBilled: boolean): void {
    this.#hold(reservation, -(reservation.boundUsd ?? 0));
    this.#totals.failedAttempts += 1;
    if (mayBeBilled) {
      this.#totals.maybeBilled += 1;
      this.#spend(reservation, reservation.boundUsd ?? 0);
    }
  }

  /** Books a reply that is no answer, and says what it took: that is billed. */
  settleLost(reservation: Reservation, reply: Settled): void {
    this.settle(reservation, reply);
    this.#totals.failedAttempts += 1;
  }
}

function describeUsd(usd: number, committedUsd: number, boundUsd = 0): string {
  return (
    `the next request could pass the budget of $${usd} ` +
    `($${committedUsd.toFixed(4)} spent or on the way, up to $${boundUsd.toFixed(4)} more)`
  );
}

/** The error that stops a run whose budget is used up. */
export function budgetError(message: string): PreloError {
  return new PreloError("BUDGET_EXCEEDED", message, {
    hint: "What came back is kept. Raise the budget and run the same command to go on.",
  });
}
