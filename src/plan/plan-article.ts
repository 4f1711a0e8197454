import type { ReadResult } from "../answers/store.ts";
import type { TextAnswer } from "../answers/types.ts";
import { describeFailures } from "../checks/types.ts";
import { sandboxProvider } from "../job/defaults.ts";
import type { Article, Bound, Price, Provider } from "../job/types.ts";
import {
  type Assessment,
  assessBlock,
  describeDamage,
  type Status,
  type Unclaimed,
} from "./assess.ts";
import type { CheckContext } from "./assess-checks.ts";
import { boundAttempts, boundRequest } from "./cost.ts";
import { type Asked, findDependencies, isAsked, orderBlocks } from "./dependencies.ts";
import { listAsked } from "./alt-blocks.ts";
import { quoteAnswer } from "./quote.ts";
import { resolveRequest } from "./request.ts";

/** Everything that is needed to decide about an article's blocks, before or during a run. */
export interface PlanContext {
  readonly article: Article;
  readonly read: ReadonlyMap<string, ReadResult>;
  /** The provider a block names, and the one that is really asked. */
  readonly providerFor: (block: Asked) => { named: Provider; asked: Provider };
  readonly refreshes: (id: string) => boolean;
  readonly prices: ReadonlyMap<string, Price>;
  /** A record that no block claims, by its fingerprint: a renamed block's, perhaps. */
  readonly findUnclaimed?: (fingerprint: string) => Unclaimed | undefined;
  /** The checks of a block that has some. */
  readonly checksOf?: (block: Asked) => CheckContext | undefined;
}

/** One block of a plan. */
export interface PlannedBlock {
  readonly block: Asked;
  readonly dependsOn: readonly string[];
  readonly status: Status;
  readonly ask: boolean;
  readonly reasons: readonly string[];
  readonly warning?: string;
  /** Undefined while an answer that its prompt quotes is still to come. */
  readonly assessment?: Assessment;
  /** Of what would be sent, with every attempt that checks allow; undefined when nothing is. */
  readonly bound?: Bound;
}

/**
 * What a build would ask of an article, in the order in which it would ask. Pure: sends nothing.
 * @throws TemplateError
 */
export function planArticle(context: PlanContext): readonly PlannedBlock[] {
  const planned = new Map<string, PlannedBlock>();
  for (const block of orderBlocks(context.article, listAsked(context.article))) {
    const dependsOn = findDependencies(context.article, block);
    const open = dependsOn.filter((id) => planned.get(id)?.ask ?? true);
    planned.set(
      block.id,
      open.length > 0
        ? planWaiting(block, dependsOn, open, context)
        : planKnown(block, dependsOn, planned, context),
    );
  }
  return [...planned.values()];
}

/** Decides about one block, once the answers it uses are known. */
export function assessInContext(
  block: Asked,
  bodies: Readonly<Record<string, string>>,
  context: PlanContext,
): Assessment {
  const checks = context.checksOf?.(block);
  return assessBlock(block, context.read.get(block.id) ?? { state: "missing" }, {
    article: context.article,
    ...context.providerFor(block),
    bodies,
    refresh: context.refreshes(block.id),
    ...(context.findUnclaimed !== undefined && { findUnclaimed: context.findUnclaimed }),
    ...(checks !== undefined && { checks }),
  });
}

function planKnown(
  block: Asked,
  dependsOn: readonly string[],
  planned: ReadonlyMap<string, PlannedBlock>,
  context: PlanContext,
): PlannedBlock {
  const bodies: Record<string, string> = {};
  for (const id of dependsOn) {
    const recorded = planned.get(id)?.assessment?.recorded;
    const quoted = recorded && quoteAnswer(block, recorded);
    // It stands whatever becomes of the answers that it waits for.
    bodies[id] = quoted ?? recordedBody(block, context.read.get(id));
  }
  const assessment = assessInContext(block, bodies, context);
  const { status, ask, reasons, warning, request } = assessment;
  return {
    block,
    dependsOn,
    status,
    ask,
    reasons,
    assessment,
    ...(warning !== undefined && { warning }),
    ...(ask && {
      bound: boundAttempts(
        boundRequest(request, context.prices.get(request.model)),
        attemptsOf(block, context),
      ),
    }),
  };
}

/**
 * Its prompt will quote answers that are still to be asked: it can change with them. Its bound
 * counts each of those answers with the most tokens that it may take.
 */
function planWaiting(
  block: Asked,
  dependsOn: readonly string[],
  open: readonly string[],
  context: PlanContext,
): PlannedBlock {
  const read = context.read.get(block.id);
  const { asked } = context.providerFor(block);
  const found = read?.state === "read" ? read.answer : undefined;
  const keepsReal = asked.name === "sandbox" && found !== undefined && found.provider !== "sandbox";
  const edited = found?.kind === "text" && found.edited;
  if (keepsReal || (edited && !context.refreshes(block.id))) {
    const status = edited ? "edited" : "stale";
    const reasons = [...waitsFor(block, open), ...(edited ? whyUnfit(found, block, context) : [])];
    return { block, dependsOn, status, ask: false, reasons };
  }
  // What the sandbox answered is no answer to a real request.
  const answer = found?.provider === "sandbox" && asked.name !== "sandbox" ? undefined : found;
  const request = resolveRequest(
    context.article,
    block,
    asked,
    Object.fromEntries(dependsOn.map((id) => [id, recordedBody(block, context.read.get(id))])),
  );
  const price = context.prices.get(request.model);
  const limits = new Map(
    context.article.blocks.flatMap((other) =>
      isAsked(other) && other.kind !== "image" ? [[other.id, other.text.maxOutputTokens]] : [],
    ),
  );
  const extraTokens = open.reduce((total, id) => total + (limits.get(id) ?? 0), 0);
  return {
    block,
    dependsOn,
    status: answer === undefined ? "missing" : "stale",
    ask: true,
    reasons: [
      ...(read?.state === "damaged" ? [describeDamage(read.damage)] : []),
      ...waitsFor(block, open),
    ],
    bound: boundAttempts(boundRequest(request, price, extraTokens), attemptsOf(block, context)),
  };
}

/** How often a block may be asked until its answer passes its checks. */
export function attemptsOf(
  block: Asked,
  { providerFor }: Pick<PlanContext, "providerFor">,
): number {
  if (block.kind === "image" || block.kind === "alt") return 1;
  return providerFor(block).asked.name === sandboxProvider ? 1 : (block.checks?.attempts ?? 1);
}

/** A person's text that fails a check stops a build, whatever it waits for. */
function whyUnfit(
  { body }: TextAnswer,
  block: Asked,
  { checksOf }: Pick<PlanContext, "checksOf">,
): readonly string[] {
  const failures = checksOf?.(block)?.findFailures(body) ?? [];
  return failures.length === 0 ? [] : [`it fails a check: ${describeFailures(failures)}`];
}

function waitsFor(block: Asked, open: readonly string[]): readonly string[] {
  if (block.kind === "alt") return ["waits for the picture"];
  return open.map((id) => `answers.${id} is asked first`);
}

function recordedBody(user: Asked, read: ReadResult | undefined): string {
  return (read?.state === "read" ? quoteAnswer(user, read.answer) : undefined) ?? "";
}
