import { type NewTextAnswer, toEncodable } from "../answers/text-record.ts";
import { commandName, type RecordName, rejectedFile } from "../answers/record-name.ts";
import type { TextAnswer } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import { AnswerError } from "../endpoints/answer-error.ts";
import type { AltBlock, TextBlock } from "../job/types.ts";
import { textEndpointAdapters } from "../endpoints/text-endpoints.ts";
import type { Usage } from "../endpoints/usage.ts";
import type { TextReply } from "../endpoints/text-endpoint.ts";
import { sharedPrefix } from "../plan/shared-prefix.ts";
import { chooseWay } from "./choose-way.ts";
import { identify } from "./identity.ts";
import { askUntilFit, type KeepAnswer } from "./ask-until-fit.ts";
import type { RunContext } from "./context.ts";
import { priceOf, toProvenance } from "./provenance.ts";
import type { Sent } from "./sending.ts";
import { sendInTier } from "./send-in-tier.ts";
import type { Ask } from "./task.ts";

/**
 * Asks for a text and records the answer the moment it is there, or the moment one passes the
 * block's checks. The best of those that did not is kept aside.
 * @throws PreloError that says why there is none
 */
export async function askText(
  slug: string,
  block: TextBlock | AltBlock,
  ask: Ask,
  context: RunContext,
): Promise<TextAnswer> {
  const { checks } = ask;
  const name: RecordName = { slug, id: block.id, kind: "text" };
  const startedMs = context.clock();
  const request = (keep: KeepAnswer): Promise<NewTextAnswer> =>
    requestText(name, block, ask, keep, context);
  let kept: TextAnswer | undefined;
  const record: KeepAnswer = async (came) => {
    if (ask.keep === undefined) {
      await context.store.writeText(name, came);
    } else {
      kept = await ask.keep(came);
    }
    await context.store.removeRejected(name);
  };
  const answer = await keepingCut(name, ask, context, () =>
    checks === undefined ? request(record) : askUntilFit(name, checks, request, record, context),
  );
  const { usage } = answer;
  context.emit({
    type: "answered",
    article: slug,
    block: block.id,
    model: ask.request.model,
    tookMs: context.clock() - startedMs,
    ...(usage !== undefined && { outputTokens: usage.output_tokens }),
  });
  return kept ?? { kind: "text", ...answer, edited: false };
}

/** What came of a request and is no whole answer is kept aside: it was paid for. */
async function keepingCut(
  name: RecordName,
  ask: Ask,
  context: RunContext,
  request: () => Promise<NewTextAnswer>,
): Promise<NewTextAnswer> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof AnswerError) || !error.received?.text.trim()) {
      throw error;
    }
    const { finish = "", usage, ...received } = error.received;
    const costUsd = priceOf(ask.request, { usage }, context);
    const reply = { ...received, finish, usage };
    const { requestId } = error;
    const answer = toAnswer(ask, { reply, costUsd, requestId }, context.now());
    const reasons = [`${error.code}: ${error.message}`];
    await context.store.writeRejected(name, answer, { reasons, attempts: 1 });
    throw new PreloError(error.code, error.message, {
      hint: [
        ...(error.hint === undefined ? [] : [error.hint]),
        `What came is kept in ${name.slug}/${rejectedFile(name)}, among the answers: edit it, and the`,
        `next build takes it. It is not paid for again, unless --refresh ${commandName(name)} says so.`,
      ].join(" "),
      cause: error,
    });
  }
}

/** One answer, kept before the next request takes its slot. */
async function requestText(
  name: RecordName,
  block: TextBlock | AltBlock,
  ask: Ask,
  keep: KeepAnswer,
  context: RunContext,
): Promise<NewTextAnswer> {
  const { request, bound, fillBody } = ask;
  const identity = (): string => identify(name, ask, context.store);
  const { endpoint } = block.text;
  const { model } = request;
  const { path } = textEndpointAdapters[endpoint];
  const fill = fillBody ?? (async () => request.body);
  const way = await chooseWay({ name, ask, path, fillBody: fill }, identity, bound.usd, context);
  const price = (usage: Usage | undefined): number | undefined =>
    priceOf(request, { usage, tier: way.tier }, context);
  const boundTokens = bound.inputTokens + bound.outputTokens;
  const subject = { article: name.slug, block: name.id };
  return sendInTier(
    {
      subject,
      queue: way.queue,
      body: request.body,
      // Results that are back are read in any order.
      ...(way.tier === undefined && { prefix: sharedPrefix(request) }),
      ...(fillBody !== undefined && { fillBody }),
      boundTokens,
      boundUsd: way.boundUsd,
      inBatch: way.tier !== undefined,
      makeAttempt: (exchange, filled, time) =>
        exchange.text({ ...time, endpoint, model, body: filled, boundTokens, identity }),
      price: ({ usage }) => ({ costUsd: price(usage) }),
      priceOfLost: price,
      keep: async (sent) => {
        const answer = toAnswer(ask, sent, context.now());
        await keep(answer);
        return answer;
      },
    },
    ask,
    context,
  );
}

function toAnswer(
  ask: Ask,
  { reply, costUsd, requestId }: Sent<TextReply>,
  nowMs: number,
): NewTextAnswer {
  const { servedBy, usage, finish, text, sources } = reply;
  const told = { servedBy, usage, costUsd, requestId };
  return {
    ...toProvenance(ask, told, new Date(nowMs).toISOString()),
    finish,
    // As it will be read again: what quotes it now is then still the same request.
    body: toEncodable(text),
    ...(sources !== undefined && { sources }),
  };
}
