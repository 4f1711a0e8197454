import type { Found } from "../answers/record-reader.ts";
import type { ReadResult } from "../answers/read-result.ts";
import { isEdited, type TextAnswer } from "../answers/types.ts";
import { describeFailures } from "../checks/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Asked } from "../job/asked.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { describeDamage } from "./assess.ts";
import { boundBlock } from "./bound-block.ts";
import { boundAttempts } from "./cost.ts";
import { listGivenNames } from "./dependencies.ts";
import { matchKey } from "./match-key.ts";
import {
  articleTexts,
  attemptsOf,
  openArticles,
  type PlanContext,
  type PlannedBlock,
  takerOf,
} from "./plan-context.ts";
import { usedContent } from "./used-content.ts";
import { resolveRequest } from "./request.ts";

/**
 * It uses an answer that is missing and will not be asked for, so it cannot be asked for either.
 * @param stopped why, one line each
 */
export function planStopped(
  block: Asked,
  dependsOn: readonly string[],
  stopped: readonly string[],
  { read }: PlanContext,
): PlannedBlock {
  const found = read.get(block.id);
  const status = found?.state === "read" ? "stale" : "missing";
  return { block, dependsOn, status, ask: false, reasons: stopped, isStopped: true };
}

/**
 * Its prompt will quote answers that are still to be asked: it can change with them. Its bound
 * counts each of those answers with the most tokens that it may take.
 */
export function planWaiting(
  block: Asked,
  dependsOn: readonly string[],
  open: readonly string[],
  context: PlanContext,
): PlannedBlock {
  const articles = [...openArticles(block, context)];
  const waits = [
    ...waitsFor(block, open, context),
    ...articles.map(([slug]) => `article:${slug} is asked first`),
  ];
  const { read, ...moved } = readFor(block, context);
  const { asked } = context.providerFor(block);
  const found = read?.state === "read" ? read.answer : undefined;
  const keepsReal =
    asked.name === sandboxProvider && found !== undefined && found.provider !== sandboxProvider;
  const edited = found !== undefined && isEdited(found);
  if (keepsReal || (edited && !context.refreshes(block))) {
    const status = edited ? "edited" : "stale";
    const reasons = [
      ...waits,
      ...(found?.kind === "text" && edited ? whyUnfit(found, block, context) : []),
    ];
    return { block, dependsOn, status, ask: false, reasons, ...moved };
  }
  // What the sandbox answered is no answer to a real request.
  const answer =
    found?.provider === sandboxProvider && asked.name !== sandboxProvider ? undefined : found;
  if (answer !== undefined && context.staleIs?.(block) === "kept") {
    return { block, dependsOn, status: "stale", ask: false, reasons: waits, ...moved };
  }
  const request = resolveRequest(
    context.article,
    block,
    asked,
    {
      ...Object.fromEntries(
        dependsOn.map((id) => [id, recordedBody(block, id, context.read.get(id))]),
      ),
      ...articleTexts(block, context),
    },
    { isDraft: true },
  );
  const articleTokens = articles.reduce((sum, [, { outputTokens }]) => sum + outputTokens, 0);
  const answerTokens = listAsked(context.article)
    .filter(({ id }) => open.includes(id))
    .reduce((sum, other) => sum + (other.kind === "image" ? 0 : other.text.maxOutputTokens), 0);
  return {
    block,
    dependsOn,
    ...moved,
    status: answer === undefined ? "missing" : "stale",
    ask: true,
    request,
    reasons: [...(read?.state === "damaged" ? [describeDamage(read.damage)] : []), ...waits],
    bound: boundAttempts(
      boundBlock(block, request, context, answerTokens + articleTokens),
      attemptsOf(block, context),
    ),
  };
}

/** The record that a block has now, and what becomes of its place before anything is asked. */
function readFor(
  block: Asked,
  context: PlanContext,
): Pick<PlannedBlock, "movedFrom" | "displaces"> & { readonly read: ReadResult | undefined } {
  const own = takerOf(block, context) === undefined ? context.read.get(block.id) : undefined;
  const findKeyed = (): Found | undefined => context.findKeyed?.(block)[0];
  const matched = matchKey(block, own ?? { state: "missing" }, [], { findKeyed });
  const { movedFrom, displaces } = matched;
  return {
    read: matched.own,
    ...(movedFrom !== undefined && { movedFrom }),
    ...(displaces !== undefined && { displaces }),
  };
}

/** A person's text that fails a check stops a build, whatever it waits for. */
function whyUnfit(
  { body }: TextAnswer,
  block: Asked,
  { checksOf }: Pick<PlanContext, "checksOf">,
): readonly string[] {
  if (block.kind === "alt") {
    return [];
  }
  const failures = checksOf?.(block)?.findFailures(body) ?? [];
  return failures.length === 0 ? [] : [`it fails a check: ${describeFailures(failures)}`];
}

function waitsFor(
  block: Asked,
  open: readonly string[],
  { article }: Pick<PlanContext, "article">,
): readonly string[] {
  // Of blocks that are still to come there is no more to say than what they come from.
  const names = new Map(
    article.blocks.map(({ id, waitsFor: decides, repeated }) => [
      id,
      decides === undefined ? id : (repeated?.of ?? id),
    ]),
  );
  if (block.kind === "alt") {
    return ["waits for the picture"];
  }
  const pictures = new Set(
    block.kind === "image" ? listGivenNames(block).map(({ image }) => image) : [],
  );
  const when = typeof block.when === "object" ? [`if ${block.when.value}`] : [];
  const reasons = open.map((id) =>
    pictures.has(id)
      ? `waits for the picture of ${id}`
      : `answers.${names.get(id) ?? id} is asked first`,
  );
  return [...when, ...new Set(reasons)];
}

export function recordedBody(user: Asked, id: string, read: ReadResult | undefined): string {
  return (read?.state === "read" ? usedContent(user, id, read.answer) : undefined) ?? "";
}
