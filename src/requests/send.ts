import { AttemptError, PreloError, toError } from "../errors.ts";
import { AnswerError } from "../endpoints/answer-error.ts";
import { NotSentError } from "./not-sent.ts";
import type { Call, Exchanged } from "./calls/exchange.ts";
import type { SendContext } from "./context.ts";
import { flexTimeoutMs, isFlex } from "../endpoints/tier.ts";
import { startHistory } from "./pace/outage.ts";
import type { Sending, Sent, Used } from "./sending.ts";
import { ArticleBudgetError, type Reservation } from "./spending.ts";
import type { HasLostPlace } from "./pace/window.ts";
import type { GoAhead } from "./pace/prefix-leads.ts";
import { sleepInQueue, takeTurn, type Turn, waitWhilePaused } from "./pace/turns.ts";
import { pastDeadline, type Weighed, weighFailure } from "./pace/weigh-failure.ts";

/** Time for the pauses while there is no room, and for an answer after them. */
const flexDeadlineMs = 2 * flexTimeoutMs;

/** How one attempt ended: kept, or failed, with what that means. */
type Attempted<Kept> =
  | { readonly kept: Kept }
  | ({
      readonly error: AttemptError;
      readonly tookMs: number;
    } & Weighed);

/**
 * Sends a request, again where that may help, within the provider's limits and the run's budget, and
 * keeps the reply. Waiting between attempts holds no slot. The deadline is for the attempts and the
 * pauses between them; time in line, or while the server is down, does not count.
 * @throws PreloError that says why it was given up
 */
export async function sendRequest<Reply, Kept>(
  sending: Sending<Reply, Kept>,
  context: SendContext,
): Promise<Kept> {
  const { subject, queue } = sending;
  context.emit({ type: "queued", ...subject, provider: queue.provider.name, model: queue.model });
  const goAhead = await context.leads.join(sending.prefix);
  try {
    return await sendInTurn(sending, goAhead, context);
  } finally {
    goAhead(false);
  }
}

async function sendInTurn<Reply, Kept>(
  sending: Sending<Reply, Kept>,
  goAhead: GoAhead,
  context: SendContext,
): Promise<Kept> {
  const { queue, subject } = sending;
  const { deadlineMs: usualMs } = queue.provider;
  const deadlineMs = isFlex(sending.body) ? Math.max(usualMs, flexDeadlineMs) : usualMs;
  const history = startHistory();
  let spentMs = 0;
  for (let attempt = 1; ;) {
    let startedMs = 0;
    const attemptInTurn = async (
      hasLostPlace: HasLostPlace,
    ): Promise<Attempted<Kept> | undefined> => {
      await waitWhilePaused(queue, context);
      return queue.slots(async () => {
        const turn = await takeTurn(queue, sending.boundTokens, hasLostPlace, context);
        if (turn === undefined) {
          return undefined;
        }
        startedMs = context.clock();
        try {
          const time = {
            leftMs: deadlineMs - spentMs,
            onWaited: (waitedMs: number) => (startedMs += waitedMs),
          };
          const sent = await attemptOnce(sending, turn, attempt, time, context);
          const kept = await keepReply(sending, sent);
          reportReply(sending, sent, attempt, context.clock() - startedMs, context);
          return { kept };
        } catch (error) {
          if (!(error instanceof AttemptError)) {
            throw error;
          }
          // Weighed before the slot is free: the next in line must find the queue closed, or held.
          const failed = { attempt, startedMs, spentMs, deadlineMs, isLate: hasLostPlace() };
          const tookMs = context.clock() - startedMs;
          return { error, tookMs, ...weighFailure(error, failed, history, queue, context) };
        }
      });
    };
    let outcome = await queue.window.run(attemptInTurn);
    while (outcome === undefined) {
      outcome = await queue.window.run(attemptInTurn, true);
    }
    goAhead("kept" in outcome);
    if ("kept" in outcome) {
      return outcome.kept;
    }
    const { error, givenUp, delayMs, isHeld } = outcome;
    context.emit({
      type: "attempt-failed",
      ...subject,
      queue: { provider: queue.provider.name, model: queue.model },
      attempt,
      tookMs: outcome.tookMs,
      spentUsd: context.spending.totals.costUsd,
      code: error.code,
      message: error.message,
      ...(givenUp === undefined && { retryInMs: delayMs }),
    });
    if (givenUp !== undefined) {
      throw givenUp;
    }
    attempt += 1;
    await sleepInQueue(delayMs, queue, context);
    // To the end of the line: while the server is down, another request tries it next.
    if (isHeld) {
      continue;
    }
    spentMs += context.clock() - startedMs;
    if (spentMs >= deadlineMs) {
      throw pastDeadline(error);
    }
  }
}

function reportReply<Reply>(
  { subject, queue, price }: Sending<Reply, unknown>,
  { reply, costUsd }: Sent<Reply & Used>,
  attempt: number,
  tookMs: number,
  { emit, spending }: SendContext,
): void {
  const { usage } = reply;
  const { pictures } = price(reply);
  emit({
    type: "replied",
    ...subject,
    provider: queue.provider.name,
    model: queue.model,
    attempt,
    tookMs,
    ...(usage && { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens }),
    ...(pictures !== undefined && { pictures }),
    ...(costUsd !== undefined && { costUsd }),
    spentUsd: spending.totals.costUsd,
  });
}

/** Whatever a server sent, what cannot be kept of it is a fault of one block, not of the run. */
async function keepReply<Reply, Kept>(
  { keep }: Sending<Reply, Kept>,
  sent: Sent<Reply>,
): Promise<Kept> {
  try {
    return await keep(sent);
  } catch (error) {
    if (error instanceof PreloError) {
      throw error;
    }
    const kind = toError(error).name;
    throw new PreloError("PROVIDER_BAD_RESPONSE", `the reply cannot be kept (${kind})`, {
      hint: "Ask again with --refresh, or reword the prompt. This is probably a defect of Prelo: please report it.",
      cause: error,
    });
  }
}

async function attemptOnce<Reply>(
  sending: Sending<Reply, unknown>,
  turn: Turn,
  attempt: number,
  time: Pick<Call, "leftMs" | "onWaited">,
  context: SendContext,
): Promise<Sent<Reply & Used>> {
  const { queue, subject } = sending;
  const exchange = await queue.connect();
  const body = sending.fillBody === undefined ? sending.body : await sending.fillBody();
  const reservation = reserve(sending, context);
  context.emit({
    type: "asked",
    ...subject,
    provider: queue.provider.name,
    model: queue.model,
    attempt,
    ...(sending.inBatch && { inBatch: true }),
  });
  let result: Exchanged<Reply & Used>;
  try {
    result = await sending.makeAttempt(exchange, body, time);
  } catch (error) {
    if (error instanceof NotSentError) {
      context.spending.cancel(reservation);
      throw error.reason;
    }
    if (isRefusal(error)) {
      context.spending.refuse(reservation);
      throw error;
    }
    // Broken off by Ctrl-C, it may have been answered, and billed, all the same.
    const mayBeBilled = !(error instanceof AttemptError) || error.mayBeBilled;
    const usage = error instanceof AnswerError ? error.received?.usage : undefined;
    const costUsd = usage && sending.priceOfLost?.(usage);
    if (usage === undefined) {
      context.spending.fail(reservation, mayBeBilled);
    } else {
      context.spending.settleLost(reservation, { usage, costUsd });
    }
    throw error;
  }
  const { reply } = result;
  queue.outage.answered(context.clock());
  const { costUsd, pictures } = sending.price(reply);
  if (result.alreadyPaid === true) {
    context.spending.cancel(reservation);
    context.emit({ type: "found", ...subject });
    return { reply, costUsd, requestId: result.requestId };
  }
  context.spending.settle(reservation, {
    usage: reply.usage,
    costUsd,
    ...(pictures !== undefined && { pictures }),
  });
  const used = reply.usage && reply.usage.input_tokens + reply.usage.output_tokens;
  const unused = used === undefined ? 0 : Math.max(0, sending.boundTokens - used);
  turn.answered(result.rate, unused);
  return { reply, costUsd, requestId: result.requestId };
}

/** Whether the server did nothing, for want of room in the tier. */
function isRefusal(error: unknown): boolean {
  return error instanceof AttemptError && error.code === "PROVIDER_NO_ROOM" && !error.mayBeBilled;
}

/**
 * Holds back what a request can cost at the most.
 * @throws PreloError BUDGET_EXCEEDED; but for an article's own budget, the run is then stopped
 */
export function reserve(
  { subject, boundUsd }: Pick<Sending<unknown, unknown>, "subject" | "boundUsd">,
  context: SendContext,
): Reservation {
  try {
    return context.spending.reserve(boundUsd, subject.article);
  } catch (error) {
    // The first request that does not fit stops the run; what is in flight is still recorded.
    if (!(error instanceof ArticleBudgetError)) {
      context.stopping.abort(error);
    }
    throw error;
  }
}
