import { recordPath } from "../answers/record-name.ts";
import type { ReadResult } from "../answers/read-result.ts";
import { isEdited, type TextAnswer } from "../answers/types.ts";
import { describeFailures } from "../checks/types.ts";
import { sandboxProvider } from "../job/defaults.ts";
import type { Article, Bound, Price, Provider, ResolvedRequest } from "../job/types.ts";
import {
  type Allotment,
  type Candidate,
  chooseRecord,
  isSameAllotment,
  mayShare,
  noAllotment,
  readAllotment,
  recordOf,
} from "./allotment.ts";
import { assessBlock, describeDamage } from "./assess.ts";
import type { Assessment, StaleIs, Status } from "./assessment.ts";
import type { CheckContext, Rejected } from "./assess-checks.ts";
import { boundAttempts, boundRequest } from "./cost.ts";
import { findDependencies, orderBlocks } from "./dependencies.ts";
import { type Asked, isAsked } from "../job/asked.ts";
import { listAsked } from "../job/alt-blocks.ts";
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
  /** All records that answer a request, by its fingerprint: the article's first, whatever their names. */
  readonly findRecords?: (fingerprint: string) => readonly Candidate[];
  /** What becomes of a block's answer to an older request; unset: another is asked for. */
  readonly staleIs?: (id: string) => StaleIs;
  /** What came of the article's requests and was kept aside. */
  readonly rejected?: () => readonly Rejected[];
  /** Which block takes whose record, once the article is planned. */
  readonly allotment?: Allotment;
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
  /** What is asked; while it waits, with the answers that are recorded now. */
  readonly request?: ResolvedRequest;
  /** True when a build comes to a stop at it: it is neither asked nor published. */
  readonly isStopped?: true;
  /** The block whose answer, which is still to come, is its own as well. */
  readonly sharesWith?: string;
  /** Of what would be sent, with every attempt that checks allow; undefined when nothing is. */
  readonly bound?: Bound;
}

/** Which record goes to whom is settled after two passes, where nothing waits for anything else. */
const maxPasses = 6;

/**
 * What a build would ask of an article, in the order in which it would ask. Which record a block may
 * take depends on what the others need: it is planned again until that changes no more. Pure: sends
 * nothing.
 * @throws TemplateError
 */
export function planArticle(context: PlanContext): readonly PlannedBlock[] {
  let allotment = noAllotment;
  for (let pass = 1; ; pass += 1) {
    const planned = planOnce({ ...context, allotment });
    const next = readAllotment(context.article, planned);
    if (pass === maxPasses || isSameAllotment(next, allotment)) {
      return planned;
    }
    allotment = next;
  }
}

function planOnce(context: PlanContext): readonly PlannedBlock[] {
  const { article, allotment = noAllotment } = context;
  const planned = new Map<string, PlannedBlock>();
  /** Those that are asked, by what makes them the same request. */
  const leaders = new Map<string, PlannedBlock[]>();
  const taken = new Map(allotment.taken);
  for (const block of orderBlocks(article, listAsked(article))) {
    const dependsOn = findDependencies(article, block);
    const open = dependsOn.filter((id) => planned.get(id)?.ask ?? true);
    const stopped = dependsOn.filter((id) => planned.get(id)?.isStopped);
    const decided =
      stopped.length > 0
        ? planStopped(block, dependsOn, stopped, context)
        : open.length > 0
          ? planWaiting(block, dependsOn, open, context)
          : planKnown(block, dependsOn, planned, {
              ...context,
              allotment: { ...allotment, taken },
            });
    const from = decided.assessment?.movedFrom;
    if (from !== undefined) {
      taken.set(recordPath(from), block);
    }
    planned.set(block.id, shareRequest(decided, leaders));
  }
  return [...planned.values()];
}

/** The second of two blocks with the same request is not asked: the answer to the first is its own. */
function shareRequest(planned: PlannedBlock, leaders: Map<string, PlannedBlock[]>): PlannedBlock {
  const { block, ask, request, dependsOn } = planned;
  if (!ask || request === undefined) {
    return planned;
  }
  // The questions about pictures that are still to come are about different ones.
  if (block.kind === "alt" && planned.assessment === undefined) {
    return planned;
  }
  // What waits is the same only when its template is: its request is not known yet.
  const template = planned.assessment === undefined ? [block.prompt.value, ...dependsOn] : [];
  const checks = "checks" in block ? block.checks : undefined;
  const key = JSON.stringify([request.fingerprint, checks, template]);
  const others = leaders.get(key) ?? [];
  const leader = others.find((other) => mayShare(block, other.block));
  leaders.set(key, [...others, planned]);
  if (leader === undefined) {
    return planned;
  }
  const { bound: _, ...rest } = planned;
  const reason = `the same request as ${leader.block.id}: one answer for both`;
  return { ...rest, reasons: [...planned.reasons, reason], sharesWith: leader.block.id };
}

/** Decides about one block, once the answers it uses are known. */
export function assessInContext(
  block: Asked,
  bodies: Readonly<Record<string, string>>,
  context: PlanContext,
): Assessment {
  const { article, allotment = noAllotment, findRecords } = context;
  const checks = context.checksOf?.(block);
  const own = recordPath(recordOf(article, block));
  const findElsewhere = (fingerprint: string): Candidate | undefined => {
    const found = findRecords?.(fingerprint) ?? [];
    const others = found.filter(({ name }) => recordPath(name) !== own);
    return chooseRecord(block, others, allotment);
  };
  return assessBlock(block, context.read.get(block.id) ?? { state: "missing" }, {
    article,
    ...context.providerFor(block),
    bodies,
    refresh: context.refreshes(block.id),
    takenBy: takerOf(block, context),
    findElsewhere,
    attempts: attemptsOf(block, context),
    staleIs: context.staleIs?.(block.id) ?? "asked",
    findRejected: (fingerprint) => chooseRejected(block, fingerprint, context),
    ...(checks !== undefined && { checks }),
  });
}

/**
 * What came of a request and is kept aside, whatever its name; else what a person edited under the
 * block's own name, unless it is that of another block.
 */
function chooseRejected(
  block: Asked,
  fingerprint: string,
  { rejected = () => [], allotment = noAllotment }: PlanContext,
): Rejected | undefined {
  const all = rejected();
  const own = all.find(({ name }) => name.id === block.id);
  if (own?.answer.fingerprint === fingerprint) {
    return own;
  }
  const same = all.find(({ answer }) => answer.fingerprint === fingerprint);
  if (same !== undefined || own === undefined) {
    return same;
  }
  return own.answer.edited && !allotment.requested.has(own.answer.fingerprint) ? own : undefined;
}

/** Which block takes the record that stands under this one's name. */
function takerOf(
  block: Asked,
  { article, allotment = noAllotment }: PlanContext,
): string | undefined {
  const taker = allotment.taken.get(recordPath(recordOf(article, block)));
  return taker?.id === block.id ? undefined : taker?.id;
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
    request,
    ...((assessment.refused ?? assessment.unfit ?? assessment.problem) !== undefined && {
      isStopped: true as const,
    }),
    ...(warning !== undefined && { warning }),
    ...(ask && {
      bound: boundAttempts(
        boundRequest(request, context.prices.get(request.model)),
        attemptsOf(block, context) - (assessment.spent ?? 0),
      ),
    }),
  };
}

/** It uses an answer that there is not, and that is not asked for: nothing becomes of it either. */
function planStopped(
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
function planWaiting(
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
    request,
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
  if (block.kind === "image") {
    return 1;
  }
  return providerFor(block).asked.name === sandboxProvider ? 1 : (block.checks?.attempts ?? 1);
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
  return open.map((id) => `answers.${id} is asked first`);
}

function recordedBody(user: Asked, read: ReadResult | undefined): string {
  return (read?.state === "read" ? quoteAnswer(user, read.answer) : undefined) ?? "";
}
