import { AttemptError, PreloError } from "../errors.ts";
import { sleep } from "../http/abort.ts";
import type { JsonObject, Usage } from "../job/types.ts";
import { type ApiReply, callApi } from "../providers/call.ts";
import type { RunContext } from "./context.ts";
import type { Subject } from "./events.ts";
import type { Lane } from "./lane.ts";
import { nextDelay } from "./next-delay.ts";
import type { Reservation } from "./spending.ts";

/** One request, until it is answered or given up. */
export interface Sending<Reply> {
  readonly subject: Subject;
  readonly lane: Lane;
  readonly path: string;
  readonly model: string;
  readonly body: JsonObject;
  /** The most tokens it can take, for the pace. */
  readonly boundTokens: number;
  /** The most it can cost; undefined when the price is unknown. */
  readonly boundUsd: number | undefined;
  readonly maxBytes: number;
  /** Reads a success. @throws AttemptError when it is not an answer */
  readonly read: (body: unknown) => Reply & { usage?: Usage | undefined };
  /** What a reply cost; undefined when that is not known. */
  readonly price: (reply: Reply) => { costUsd: number | undefined; pictures?: number };
}

export interface Sent<Reply> {
  readonly reply: Reply;
  readonly costUsd: number | undefined;
  readonly requestId: string | undefined;
}

/** A longer wait than this is not slept through: the request is given up, to be resumed later. */
const longestWaitMs = 60_000;

/**
 * Sends a request, again where that may help, within the provider's limits and the run's budget.
 * Waiting between attempts holds no slot; the deadline starts with the first attempt.
 * @throws PreloError that says why it was given up
 */
export async function sendRequest<Reply>(
  sending: Sending<Reply>,
  context: RunContext,
): Promise<Sent<Reply>> {
  const { lane, subject } = sending;
  const { maxAttempts, deadlineMs } = lane.provider;
  let deadline: number | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const error = await lane.slots(async () => {
      try {
        await waitForTurn(sending, context);
        deadline ??= context.now() + deadlineMs;
        return await attemptOnce(sending, attempt, deadline, context);
      } catch (failure) {
        if (!(failure instanceof AttemptError)) throw failure;
        // Before the slot is free: the next in line must find the lane closed.
        if (failure.stopsLane) lane.closedBy = failure;
        return failure;
      }
    });
    if (!(error instanceof AttemptError)) return error;
    const delayMs = nextDelay({
      attempt,
      retryAfterMs: error.retryAfterMs,
      random: context.random(),
    });
    if (error.code === "PROVIDER_RATE_LIMIT") lane.gate.pause(context.now() + delayMs);
    const givenUp = whyGivenUp(error, {
      attempt,
      maxAttempts,
      delayMs,
      deadline,
      now: context.now(),
    });
    context.emit({
      type: "attempt-failed",
      ...subject,
      attempt,
      code: error.code,
      message: error.message,
      ...(givenUp === undefined && { retryInMs: delayMs }),
    });
    if (givenUp !== undefined) throw givenUp;
    await sleep(delayMs, context.stopping.signal);
  }
}

async function waitForTurn<Reply>(sending: Sending<Reply>, context: RunContext): Promise<void> {
  const { lane } = sending;
  const stop = context.stopping.signal;
  stop.throwIfAborted();
  const startMs = lane.gate.reserve(context.now(), sending.boundTokens);
  for (let untilMs = startMs; untilMs > context.now(); untilMs = lane.gate.pausedUntilMs) {
    if (untilMs - context.now() > 1000)
      context.emit({ type: "waiting", provider: lane.provider.name, untilMs });
    await sleep(untilMs - context.now(), stop);
  }
  if (lane.closedBy !== undefined) throw closedError(lane.closedBy);
}

async function attemptOnce<Reply>(
  sending: Sending<Reply>,
  attempt: number,
  deadline: number,
  context: RunContext,
): Promise<Sent<Reply>> {
  const { lane, subject, model } = sending;
  const connection = await lane.connection();
  const reservation = reserve(sending, context);
  context.emit({ type: "asked", ...subject, provider: lane.provider.name, model, attempt });
  let result: ApiReply;
  let reply: Reply & { usage?: Usage | undefined };
  try {
    const timeoutMs = Math.max(1, Math.min(connection.timeoutMs, deadline - context.now()));
    result = await callApi(
      context.client,
      { ...connection, timeoutMs },
      { path: sending.path, body: sending.body, model, maxBytes: sending.maxBytes },
      { signal: context.aborting, now: context.now },
    );
    reply = sending.read(result.body);
  } catch (error) {
    context.spending.fail(reservation, error instanceof AttemptError && error.mayBeBilled);
    throw error;
  }
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

function reserve<Reply>(sending: Sending<Reply>, context: RunContext): Reservation {
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
    maxAttempts: number;
    delayMs: number;
    deadline: number | undefined;
    now: number;
  },
): PreloError | undefined {
  if (!error.retryable) return error;
  if (state.delayMs > longestWaitMs) {
    const resumeAt = new Date(state.now + state.delayMs).toISOString();
    return giveUp(error, `the server asks to wait until ${resumeAt}`, "Run the same command then.");
  }
  if (state.attempt >= state.maxAttempts)
    return giveUp(error, `given up after ${state.attempt} attempts`, error.hint);
  if (state.deadline !== undefined && state.now + state.delayMs >= state.deadline)
    return giveUp(error, "its deadline has passed", "Raise deadline_seconds, or run again.");
  return undefined;
}

function giveUp(error: AttemptError, why: string, hint: string | undefined): PreloError {
  return new PreloError(error.code, `${error.message}; ${why}`, { hint, cause: error });
}

/** Said once in full by the request that met it; the others only refer to it. */
function closedError(cause: AttemptError): PreloError {
  return new PreloError(cause.code, `not sent: ${cause.message}`, { hint: cause.hint, cause });
}
