import type { ReadResult } from "../answers/read-result.ts";
import { isEdited, type TextAnswer } from "../answers/types.ts";
import { describeFailures } from "../checks/types.ts";
import { type Asked, isAsked } from "../job/asked.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import { describeDamage } from "./assess.ts";
import { boundAttempts, boundRequest } from "./cost.ts";
import { listGivenNames } from "./dependencies.ts";
import { attemptsOf, type PlanContext, type PlannedBlock, takerOf } from "./plan-context.ts";
import { usedContent } from "./used-content.ts";
import { resolveRequest } from "./request.ts";

/**
 * It uses an answer that is missing and will not be asked for, so it cannot be asked for either.
 */
export function planStopped(
  block: Asked,
  dependsOn: readonly string[],
  stopped: readonly string[],
  { read }: PlanContext,
): PlannedBlock {
  const found = read.get(block.id);
  const status = found?.state === "read" ? "stale" : "missing";
  const reasons = stopped.map((id) => `it uses answers.${id}, which is not there`);
  return { block, dependsOn, status, ask: false, reasons, isStopped: true };
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
  const read = takerOf(block, context) === undefined ? context.read.get(block.id) : undefined;
  const { asked } = context.providerFor(block);
  const found = read?.state === "read" ? read.answer : undefined;
  const keepsReal =
    asked.name === sandboxProvider && found !== undefined && found.provider !== sandboxProvider;
  const edited = found !== undefined && isEdited(found);
  if (keepsReal || (edited && !context.refreshes(block.id))) {
    const status = edited ? "edited" : "stale";
    const reasons = [
      ...waitsFor(block, open),
      ...(found?.kind === "text" && edited ? whyUnfit(found, block, context) : []),
    ];
    return { block, dependsOn, status, ask: false, reasons };
  }
  // What the sandbox answered is no answer to a real request.
  const answer =
    found?.provider === sandboxProvider && asked.name !== sandboxProvider ? undefined : found;
  if (answer !== undefined && context.staleIs?.(block.id) === "kept") {
    return { block, dependsOn, status: "stale", ask: false, reasons: waitsFor(block, open) };
  }
  const request = resolveRequest(
    context.article,
    block,
    asked,
    Object.fromEntries(dependsOn.map((id) => [id, recordedBody(block, id, context.read.get(id))])),
    { isDraft: true },
  );
  const price = context.priceOf(request);
  const extraTokens = context.article.blocks
    .filter(isAsked)
    .filter(({ id }) => open.includes(id))
    .reduce((sum, other) => sum + (other.kind === "image" ? 0 : other.text.maxOutputTokens), 0);
  return {
    block,
    dependsOn,
    status: answer === undefined ? "missing" : "stale",
    ask: true,
    request,
    reasons: [
      ...(read?.state === "damaged" ? [describeDamage(read.damage)] : []),
      ...waitsFor(block, open),
    ],
    bound: boundAttempts(boundRequest(request, price, extraTokens), attemptsOf(block, context)),
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

function waitsFor(block: Asked, open: readonly string[]): readonly string[] {
  if (block.kind === "alt") {
    return ["waits for the picture"];
  }
  const pictures = new Set(
    block.kind === "image" ? listGivenNames(block).map(({ image }) => image) : [],
  );
  return open.map((id) =>
    pictures.has(id) ? `waits for the picture of ${id}` : `answers.${id} is asked first`,
  );
}

export function recordedBody(user: Asked, id: string, read: ReadResult | undefined): string {
  return (read?.state === "read" ? usedContent(user, id, read.answer) : undefined) ?? "";
}
