import { articleTexts, attemptsOf, openArticles, takerOf } from "./plan-context.ts";
import { planStopped, planWaiting, recordedBody } from "./plan-waiting.ts";
import type { PlanContext, PlannedBlock } from "./plan-context.ts";
import { blockOf, isPrevious, type RecordName, recordPath } from "../answers/record-name.ts";
import { recordOf } from "../answers/record-names.ts";
import {
  type Candidate,
  chooseRecord,
  isSameAllotment,
  mayShare,
  noAllotment,
  readAllotment,
} from "./allotment.ts";
import { assessBlock } from "./assess.ts";
import type { Assessment } from "./assessment.ts";
import type { Rejected } from "./assess-checks.ts";
import { boundBlock } from "./bound-block.ts";
import { boundAttempts } from "./cost.ts";
import { findDependencies, orderBlocks } from "./dependencies.ts";
import { type Asked } from "../job/asked.ts";
import type { AltBlock, Article } from "../job/types.ts";
import { isAnswerTo } from "../answers/types.ts";
import { isOfOtherItem, keyedFor } from "./find-keyed.ts";
import { resolveRequest } from "./request.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { numbersUsed, usedContent } from "./used-content.ts";

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
    const open = dependsOn.filter((id) => isOpen(planned.get(id), numbersUsed(block, id)));
    const articles = [...openArticles(block, context)];
    const stopped = [
      ...dependsOn
        .filter((id) => planned.get(id)?.isStopped)
        .map((id) => `it uses answers.${id}, which is not there`),
      ...articles
        .filter(([, { isComing }]) => !isComing)
        .map(([slug]) => `it attaches article:${slug}, some of whose answers are missing`),
    ];
    const decided =
      stopped.length > 0
        ? planStopped(block, dependsOn, stopped, context)
        : open.length + articles.length > 0
          ? planWaiting(block, dependsOn, open, {
              ...context,
              findKeyed: (each) =>
                keyedFor(each, { ...context, allotment: { ...allotment, taken } }),
            })
          : planKnown(block, dependsOn, planned, {
              ...context,
              allotment: { ...allotment, taken },
            });
    const from = decided.assessment?.movedFrom ?? decided.movedFrom;
    if (from !== undefined) {
      taken.set(recordPath(from), block);
    }
    planned.set(block.id, shareRequest(decided, leaders));
  }
  return [...planned.values()];
}

/** Whether what a block takes from another is still to come. A picture that is not asked for stays as it is. */
function isOpen(other: PlannedBlock | undefined, used: readonly number[]): boolean {
  if (other === undefined || !other.ask) {
    return other === undefined;
  }
  const numbers = other.assessment?.request.numbers;
  return numbers === undefined || used.some((number) => numbers.includes(number));
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
  // Blocks that wait can be compared only by their templates: their requests are not known yet.
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
  used: Readonly<Record<string, string>>,
  context: PlanContext,
): Assessment {
  const bodies =
    block.kind === "alt"
      ? usedByDescription(block, used, context)
      : { ...used, ...articleTexts(block, context) };
  const { article, allotment = noAllotment, findRecords } = context;
  const checks = context.checksOf?.(block);
  const own = recordPath(recordOf(article, block));
  const findElsewhere = (fingerprint: string): Candidate | undefined => {
    const found = findRecords?.(fingerprint) ?? [];
    const others = found.filter(
      ({ name, answer }) =>
        recordPath(name) !== own &&
        !isOfOther(name, block, article) &&
        !isOfOtherItem(answer, block),
    );
    return chooseRecord(block, others, allotment);
  };
  return assessBlock(block, context.read.get(block.id) ?? { state: "missing" }, {
    article,
    ...context.providerFor(block),
    bodies,
    refresh: context.refreshes(block),
    again: context.asksAgain?.(block) ?? [],
    takenBy: takerOf(block, context),
    findElsewhere,
    findKeyed: () => keyedFor(block, context)[0],
    attempts: attemptsOf(block, context),
    staleIs: context.staleIs?.(block) ?? "asked",
    findRejected: (fingerprint) => chooseRejected(block, fingerprint, context),
    ...(checks !== undefined && { checks }),
  });
}

/**
 * What a model said of a picture holds for what a person made of it, until another is asked for: the
 * question is then the one about the picture that came.
 */
function usedByDescription(
  block: AltBlock,
  used: Readonly<Record<string, string>>,
  { article, read, refreshes, providerFor }: PlanContext,
): Readonly<Record<string, string>> {
  const pictures = read.get(block.image);
  const said = read.get(block.id);
  if (pictures?.state !== "read" || pictures.answer.kind !== "image" || said?.state !== "read") {
    return used;
  }
  const { replaced } =
    pictures.answer.images.find(({ sha256 }) => sha256 === used[block.image]) ?? {};
  if (replaced === undefined || refreshes(block)) {
    return used;
  }
  const before = { ...used, [block.image]: replaced.sha256 };
  const { named, asked } = providerFor(block);
  const isKept = [named, asked].some((provider) =>
    isAnswerTo(said.answer, resolveRequest(article, block, provider, before)),
  );
  return isKept ? before : used;
}

/** What another block had before is that block's, as long as it is there. */
function isOfOther(name: RecordName, block: Asked, { slug, blocks }: Article): boolean {
  const id = blockOf(name);
  return (
    isPrevious(name) &&
    id !== block.id &&
    (name.slug !== slug || blocks.some((each) => each.id === id))
  );
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

function planKnown(
  block: Asked,
  dependsOn: readonly string[],
  planned: ReadonlyMap<string, PlannedBlock>,
  context: PlanContext,
): PlannedBlock {
  const bodies: Record<string, string> = {};
  for (const id of dependsOn) {
    const recorded = planned.get(id)?.assessment?.recorded;
    const quoted = recorded && usedContent(block, id, recorded);
    // It is kept, whatever the answers that it waits for turn out to be.
    bodies[id] = quoted ?? recordedBody(block, id, context.read.get(id));
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
        boundBlock(block, request, context),
        attemptsOf(block, context) - (assessment.spent ?? 0),
      ),
    }),
  };
}
