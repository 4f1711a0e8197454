import { type NewTextAnswer, toEncodable } from "../answers/record.ts";
import type { RecordName } from "../answers/record-name.ts";
import type { TextAnswer } from "../answers/types.ts";
import type { AltBlock, TextBlock } from "../job/types.ts";
import { textEndpointAdapters } from "../providers/text-endpoint.ts";
import { askUntilFit } from "./ask-until-fit.ts";
import type { RunContext } from "./context.ts";
import { priceOf } from "./price.ts";
import { sendRequest } from "./send.ts";
import type { Ask } from "./step.ts";

/** No answer in text is longer, in bytes of JSON. */
const maxReplyBytes = 16 * 1024 * 1024;

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
  const startedMs = context.now();
  const answer =
    checks === undefined
      ? await requestText(name, block, ask, context)
      : await askUntilFit(name, checks, () => requestText(name, block, ask, context), context);
  await context.store.writeText(name, answer);
  if (checks !== undefined) await context.store.removeRejected(name);
  const { usage } = answer;
  context.emit({
    type: "answered",
    article: slug,
    block: block.id,
    model: ask.request.model,
    tookMs: context.now() - startedMs,
    ...(usage !== undefined && { outputTokens: usage.output_tokens }),
  });
  return { kind: "text", ...answer, edited: false };
}

/** One answer, of which nothing is recorded yet. */
async function requestText(
  { slug, id }: RecordName,
  block: TextBlock | AltBlock,
  { request, provider, bound, uses, fillBody }: Ask,
  context: RunContext,
): Promise<NewTextAnswer> {
  const adapter = textEndpointAdapters[block.text.endpoint];
  const subject = { article: slug, block: id };
  const { reply, costUsd, requestId } = await sendRequest(
    {
      subject,
      lane: context.laneOf(provider, request.model),
      path: adapter.path,
      model: request.model,
      body: request.body,
      ...(fillBody !== undefined && { fillBody }),
      boundTokens: bound.inputTokens + bound.outputTokens,
      boundUsd: bound.usd,
      maxBytes: maxReplyBytes,
      read: (body) => adapter.readReply(body),
      price: ({ usage }) => ({ costUsd: priceOf(request, { usage }, context) }),
    },
    context,
  );
  const answer: Writable<NewTextAnswer> = {
    fingerprint: request.fingerprint,
    provider: request.provider,
    endpoint: request.endpoint,
    model: request.model,
    request: request.body,
    finish: reply.finish,
    created: new Date(context.now()).toISOString(),
    // As it will be read again: what quotes it now is then still the same request.
    body: toEncodable(reply.text),
  };
  if (reply.servedBy !== undefined) answer.served_by = reply.servedBy;
  if (Object.keys(uses).length > 0) answer.uses = uses;
  if (reply.usage !== undefined) answer.usage = reply.usage;
  if (costUsd !== undefined) answer.cost_usd = costUsd;
  if (requestId !== undefined) answer.request_id = requestId;
  return answer;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
