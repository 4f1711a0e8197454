import { AttemptError, NotSentError, PreloError } from "../errors.ts";
import { sleep } from "../http/abort.ts";
import type { JsonObject, Provider, Usage } from "../job/types.ts";
import { type ApiReply, callApi } from "../providers/call.ts";
import type { RunContext } from "./context.ts";
import type { Subject } from "./events.ts";
import type { Lane } from "./lane.ts";
import { nextDelay } from "./next-delay.ts";
import type { Reservation } from "./spending.ts";

/** Not worth a word, in milliseconds. */
const shortWaitMs = 1000;

/** One request, until it is answered or given up. */
export interface Sending<Reply, Kept> {
  readonly subject: Subject;
  readonly lane: Lane;
  readonly path: string;
  readonly model: string;
  readonly body: JsonObject;
  /** Gives what is sent instead, when the body only names it. */
  readonly fillBody?: () => Promise<JsonObject>;
  /** The most tokens it can take, for the pace. */
  readonly boundTokens: number;
  /** The most it can cost; undefined when the price is unknown. */
  readonly boundUsd: number | undefined;
  readonly maxBytes: number;
  /** Reads a success. @throws AttemptError when it is not an answer */
  readonly read: (body: unknown) => Reply & { usage?: Usage | undefined };
  /** What a reply cost; undefined when that is not known. */
  readonly price: (reply: Reply) => { costUsd: number | undefined; pictures?: number };
  /**
   * Records what came. Its slot is free only then: a killed run has lost no more replies than it has
   * slots. Its result is that of {@link sendRequest}.
   */
  readonly keep: (sent: Sent<Reply>) => Promise<Kept>;
}

export interface Sent<Reply> {
  readonly reply: Reply;
  readonly costUsd: number | undefined;
  readonly requestId: string | undefined;
}

/** How one attempt ended: kept, or failed and perhaps worth another. */
type Attempted<Kept> =
  | { readonly kept: Kept }
  | { readonly error: AttemptError; readonly delayMs: number };

/**
 * Sends a request, again where that may help, within the provider's limits and the run's budget, and
 * keeps the reply. Waiting between attempts holds no slot; the deadline starts with the first attempt.
 * @throws PreloError that says why it was given up
 */
export async function sendRequest<Reply, Kept>(
  sending: Sending<Reply, Kept>,
  context: RunContext,
): Promise<Kept> {
  const { lane, subject } = sending;
  const { provider } = lane;
  let deadline: number | undefined;
  let last: AttemptError | undefined;
  context.emit({ type: "queued", ...subject, provider: provider.name, model: sending.model });
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await lane.slots(async (): Promise<Attempted<Kept>> => {
      try {
        await waitForTurn(sending, context);
        deadline ??= context.now() + provider.deadlineMs;
        if (last !== undefined && context.now() >= deadline) throw pastDeadline(last);
        return { kept: await sending.keep(await attemptOnce(sending, attempt, deadline, context)) };
      } catch (error) {
        if (!(error instanceof AttemptError)) throw error;
        // Before the slot is free: the next in line must find the lane closed, or held.
        return { error, delayMs: holdLane(error, attempt, lane, context) };
      }
    });
    if (!("error" in outcome)) return outcome.kept;
    const { error, delayMs } = outcome;
    const now = context.now();
    const givenUp = whyGivenUp(error, { attempt, provider, delayMs, deadline, now });
    context.emit({
      type: "attempt-failed",
      ...subject,
      attempt,
      code: error.code,
      message: error.message,
      ...(givenUp === undefined && { retryInMs: delayMs }),
    });
    if (givenUp !== undefined) throw givenUp;
    last = error;
    await sleepInLane(delayMs, lane, context);
  }
}

/**
 * What one failure means for all requests of the lane: closed when every other would fail alike,
 * held for as long as a rate limit asks.
 * @returns how long to wait before the next attempt, in milliseconds
 */
function holdLane(error: AttemptError, attempt: number, lane: Lane, context: RunContext): number {
  const { retryAfterMs } = error;
  const delayMs = nextDelay({ attempt, retryAfterMs, random: context.random() });
  const now = context.now();
  if (error.stops !== undefined) lane.close(error, error.stops);
  else if (error.code === "PROVIDER_RATE_LIMIT") {
    lane.adapt("limited");
    const parked = whyParked(error, lane.provider, now);
    if (parked === undefined) lane.gate.pause(now + delayMs);
    else lane.close(parked, "model");
  }
  return delayMs;
}

async function waitForTurn(
  sending: Pick<Sending<unknown, unknown>, "lane" | "boundTokens" | "boundUsd">,
  context: RunContext,
): Promise<void> {
  const { lane } = sending;
  context.stopping.signal.throwIfAborted();
  assertOpen(lane);
  for (;;) {
    const untilMs = lane.gate.reserve(context.now(), sending.boundTokens);
    if (untilMs <= context.now()) return;
    announceWait(untilMs, lane, context);
    await sleepInLane(untilMs - context.now(), lane, context);
    // Held meanwhile: everyone takes a new place in line, so that not all go at the same moment.
    if (lane.gate.pausedUntilMs <= context.now()) return;
  }
}

/** Whoever waits next, while a wait that was told lasts, waits for the same reason. */
function announceWait(untilMs: number, lane: Lane, { now, emit }: RunContext): void {
  const { gate, provider, model } = lane;
  if (untilMs - now() <= shortWaitMs || !gate.announce(untilMs, now())) return;
  const reason = gate.pausedUntilMs > now() ? "server" : "pace";
  emit({ type: "waiting", reason, provider: provider.name, model, untilMs });
}

/** Waits, unless the run is stopped or the lane closed meanwhile: then nothing is worth waiting for. */
async function sleepInLane(ms: number, lane: Lane, { stopping }: RunContext): Promise<void> {
  try {
    await sleep(ms, stopping.signal, lane.closed);
  } catch (error) {
    stopping.signal.throwIfAborted();
    assertOpen(lane);
    throw error;
  }
}

async function attemptOnce<Reply>(
  sending: Sending<Reply, unknown>,
  attempt: number,
  deadline: number,
  context: RunContext,
): Promise<Sent<Reply>> {
  const { lane, subject, model } = sending;
  const connection = await lane.connection();
  const body = sending.fillBody === undefined ? sending.body : await sending.fillBody();
  const reservation = reserve(sending, context);
  context.emit({ type: "asked", ...subject, provider: lane.provider.name, model, attempt });
  let result: ApiReply;
  let reply: Reply & { usage?: Usage | undefined };
  try {
    const { path, maxBytes } = sending;
    result = await callApi(
      context.client,
      connection,
      { path, body, model, maxBytes, leftMs: deadline - context.now() },
      { signal: context.aborting, now: context.now },
    );
    reply = sending.read(result.body);
  } catch (error) {
    // Broken off by Ctrl-C, it may have been answered, and billed, all the same.
    context.spending.fail(reservation, !(error instanceof AttemptError) || error.mayBeBilled);
    throw error;
  }
  lane.adapt("answered");
  lane.gate.observe(result.rate, context.now());
  const { costUsd, pictures } = sending.price(reply);
  context.spending.settle(reservation, {
    usage: reply.usage,
    costUsd,
    ...(pictures !== undefined && { pictures }),
  });
  if (reply.usage !== undefined) {
    const used = reply.usage.input_tokens + reply.usage.output_tokens;
    lane.gate.settle(Math.max(0, sending.boundTokens - used));
  }
  return { reply, costUsd, requestId: result.requestId };
}

function reserve(
  sending: Pick<Sending<unknown, unknown>, "lane" | "boundTokens" | "boundUsd">,
  context: RunContext,
): Reservation {
  try {
    return context.spending.reserve(sending.boundUsd);
  } catch (error) {
    // The first request that does not fit stops the run; what is in flight is still recorded.
    context.stopping.abort(error);
    throw error;
  }
}

function whyGivenUp(
  error: AttemptError,
  state: {
    attempt: number;
    provider: Provider;
    delayMs: number;
    deadline: number | undefined;
    now: number;
  },
): PreloError | undefined {
  if (!error.retryable) return error;
  const parked = whyParked(error, state.provider, state.now);
  if (parked !== undefined) return parked;
  if (state.attempt >= state.provider.maxAttempts)
    return giveUp(error, `given up after ${state.attempt} attempts`, error.hint);
  if (state.deadline !== undefined && state.now + state.delayMs >= state.deadline)
    return pastDeadline(error);
  return undefined;
}

/** Measured by what the server asks, without the jitter: a minute is still slept through. */
function whyParked(
  error: AttemptError,
  { longestWaitMs }: Provider,
  nowMs: number,
): PreloError | undefined {
  const { retryAfterMs = 0, retryable } = error;
  if (!retryable || retryAfterMs <= longestWaitMs) return undefined;
  const resumeAt = new Date(Math.ceil((nowMs + retryAfterMs) / 1000) * 1000);
  const when = Number.isNaN(resumeAt.getTime()) ? "much later" : resumeAt.toISOString();
  return giveUp(error, `the server asks to wait until ${when}`, "Run the same command then.");
}

function pastDeadline(error: AttemptError): PreloError {
  return giveUp(error, "its deadline has passed", "Raise deadline_seconds, or run again.");
}

function giveUp(error: AttemptError, why: string, hint: string | undefined): PreloError {
  return new PreloError(error.code, `${error.message}; ${why}`, { hint, cause: error });
}

/** Said once in full by the request that met it; the others only refer to it. */
function assertOpen({ closed }: Lane): void {
  const cause: unknown = closed.reason;
  if (!closed.aborted || !(cause instanceof PreloError)) return;
  throw new NotSentError(cause);
}
