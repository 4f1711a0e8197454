import type { AttemptError, ErrorCode } from "../../errors.ts";
import type { Window } from "./window.ts";

/** This many failures in a row, with no answer in between, point to the server. */
const fewFailures = 5;
/** The same, when it has only just come back. */
const fewAgain = 3;
const shortestPauseMs = 1000;
const longestPauseMs = 20_000;
/** How long a server that has never answered may take to start, when its address may be wrong. */
const longestStartMs = 120_000;
/** How long one request alone is waited for when the server has answered others: for a short outage. */
const longestAloneMs = 90_000;
/** However short the deadline, the server is tried about this often before it. */
const leastTries = 10;

const mayBeOutage: ReadonlySet<ErrorCode> = new Set([
  "PROVIDER_UNAVAILABLE",
  "PROVIDER_UNREACHABLE",
  "PROVIDER_TIMEOUT",
]);

/** Whether a failure may mean that the server is down, rather than that the request is at fault. */
export function isOutage({ code, retryable }: AttemptError): boolean {
  return retryable && mayBeOutage.has(code);
}

/** What one request has met so far. */
export interface RequestHistory {
  /** Failures that count against `max_attempts`. */
  failures: number;
  /** Those of them that are worth only a few attempts; see `AttemptError.mostAttempts`. */
  doubtful: number;
  /** How often there was no room for it. */
  refusals: number;
  /** The queue's answers before its last failure; undefined before the first. */
  answersBefore?: number;
  /** It failed again although others were answered in the meantime: the fault is its own. */
  isOwn: boolean;
}

export function startHistory(): RequestHistory {
  return { failures: 0, doubtful: 0, refusals: 0, isOwn: false };
}

/** When and how a request failed. Times are those of a monotonic clock, in milliseconds. */
interface FailedRequest {
  readonly startedMs: number;
  /** It was out before the queue was held, and says nothing new about the server. */
  readonly isLate: boolean;
  /** From 0 to below 1. */
  readonly random: number;
}

/** The queue is held: the next request may try the server after a pause, the others wait. */
export interface Hold {
  readonly pauseMs: number;
  /** Since when nothing was answered. */
  readonly sinceMs: number;
  /** When even the outage is given up. */
  readonly endsMs: number;
  /** Only one request has failed, of a server that has answered others: only that one is given up. */
  readonly isAlone: boolean;
  /** False while an outage lasts that was reported already, with an end no earlier. */
  readonly isNew: boolean;
}

/**
 * Distinguishes an outage of the server from the fault of one request. Failures in a row, with no
 * answer between them, are an outage; a request that fails again after others were answered is
 * itself at fault, and no outage excuses it from then on. While only one request fails and others
 * are out, their replies decide. While an outage lasts, the queue's window is held.
 */
export class Outage {
  readonly #window: Window;
  readonly #deadlineMs: number;
  readonly #longestPauseMs: number;
  #answers = 0;
  #answeredMs = -Infinity;
  /** Whose failures came in a row. */
  #row: { history: RequestHistory; tells: boolean; startedMs: number }[] = [];
  /** All that have failed since the last answer. */
  readonly #failing = new Set<RequestHistory>();
  #sinceMs: number | undefined;
  #toldMs = -Infinity;
  #pauses = 0;

  /** @param deadlineMs after which an outage is given up */
  constructor(window: Window, deadlineMs: number) {
    this.#window = window;
    this.#deadlineMs = deadlineMs;
    this.#longestPauseMs = Math.min(longestPauseMs, deadlineMs / leastTries);
  }

  get hasAnswered(): boolean {
    return this.#answers > 0;
  }

  get isHeld(): boolean {
    return this.#sinceMs !== undefined;
  }

  /** The server has done what it was asked. */
  answered(nowMs: number): void {
    this.#answers += 1;
    this.#answeredMs = nowMs;
    this.#row = [];
    this.#failing.clear();
    this.#sinceMs = undefined;
    this.#toldMs = -Infinity;
    this.#pauses = 0;
    this.#window.answered();
  }

  /**
   * Books a failure for which {@link isOutage} holds.
   * @returns whether it counts against the request, and the hold that it leads to
   */
  failed(
    error: AttemptError,
    history: RequestHistory,
    at: FailedRequest,
  ): { counts: boolean; hold: Hold | undefined } {
    history.isOwn ||= (history.answersBefore ?? Infinity) < this.#answers;
    history.answersBefore = this.#answers;
    if (at.isLate) {
      return { counts: false, hold: undefined };
    }
    this.#failing.add(history);
    const isOwn = history.isOwn && hasReached(error);
    if (isOwn) {
      history.failures += 1;
    } else {
      this.#row.push({ history, tells: tellsOfServer(error), startedMs: at.startedMs });
    }
    const few = this.#window.isOpening ? fewAgain : fewFailures;
    const isOneAlone = this.#row.every((one) => one.history === this.#row[0]?.history);
    const tells = this.#row.some((one) => one.tells);
    const isOfServer = !isOneAlone || (tells && this.#window.out <= 1);
    if (this.isHeld || (this.#row.length >= few && isOfServer)) {
      return { counts: isOwn, hold: this.#hold(error, at, history) };
    }
    if (isOwn) {
      return { counts: true, hold: undefined };
    }
    history.failures += 1;
    return { counts: isOneAlone && !tells, hold: undefined };
  }

  /** How long such failures are tolerated since the server's last answer. */
  #patienceMs(error: AttemptError, isAlone: boolean): number {
    if (isAlone) {
      return Math.min(longestAloneMs, this.#deadlineMs);
    }
    return this.#answers === 0 && mayBeWrongAddress(error)
      ? Math.min(longestStartMs, this.#deadlineMs)
      : this.#deadlineMs;
  }

  #hold(
    error: AttemptError,
    { startedMs, random }: FailedRequest,
    { isOwn }: RequestHistory,
  ): Hold {
    for (const { history } of this.#row) {
      history.failures = 0;
    }
    const firstMs = this.#row[0]?.startedMs ?? startedMs;
    this.#row = [];
    this.#sinceMs ??= Math.max(firstMs, this.#answeredMs);
    const isAlone = this.hasAnswered && this.#failing.size === 1;
    const endsMs = this.#sinceMs + this.#patienceMs(error, isAlone);
    const isNew = endsMs > this.#toldMs;
    this.#toldMs = Math.max(endsMs, this.#toldMs);
    const longestMs = Math.min(this.#longestPauseMs, shortestPauseMs * 2 ** this.#pauses);
    // A request with a fault of its own says nothing new about the server.
    this.#pauses += isOwn ? 0 : 1;
    this.#window.hold();
    return {
      isNew,
      isAlone,
      sinceMs: this.#sinceMs,
      endsMs,
      // At least half of it: a pause, unlike a back-off, need not spread out many requests.
      pauseMs: Math.ceil((longestMs * (1 + random)) / 2),
    };
  }
}

/** A wrong address fails like this too, permanently; a 503 says that the server is on its way. */
function mayBeWrongAddress({ code, status = 0 }: AttemptError): boolean {
  return code === "PROVIDER_UNREACHABLE" || status === 500 || status === 502;
}

/** A 502 or 503, or a broken connection: unlike a 500, no single prompt causes these. */
function tellsOfServer({ code, status = 0 }: AttemptError): boolean {
  return code === "PROVIDER_UNREACHABLE" || status > 500;
}

/** If a request never reached the server, it is not to blame. */
function hasReached({ code, mayBeBilled }: AttemptError): boolean {
  return code !== "PROVIDER_UNREACHABLE" || mayBeBilled;
}
