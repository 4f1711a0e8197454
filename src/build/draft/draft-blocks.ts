import type { Bound } from "../../job/types.ts";
import { boundAttempts, boundRequest, isUnbounded } from "../../plan/cost.ts";
import { attemptsOf, type PlanContext, type PlannedBlock } from "../../plan/plan-context.ts";
import { type BlockReport, reportBlocks } from "../plan.ts";
import type { PreparedArticle } from "../prepare.ts";

/** A block of a draft: what a build would do with it, and what it takes to ask for it now. */
export interface DraftBlock extends BlockReport {
  /** Those that would be asked with it: itself, and what it quotes and is not there. */
  readonly askedWith: readonly string[];
  /** What that could cost at the most, in US dollars; undefined when nothing bounds it, or no price is known. */
  readonly mostUsd: number | undefined;
  /** The recorded text, which a person may edit. */
  readonly text: string | undefined;
}

/** The blocks of an article that a model answers, in the order in which a build would ask. */
export function draftBlocks(prepared: PreparedArticle): readonly DraftBlock[] {
  const { planned, context } = prepared;
  const byId = new Map(planned.map((each) => [each.block.id, each]));
  return reportBlocks(prepared).map((report): DraftBlock => {
    const { id } = report.block;
    const described = planned.filter(({ block }) => block.kind === "alt" && block.image === id);
    const askedWith = [...findDue(id, byId), id, ...described.map(({ block }) => block.id)];
    const bounds = askedWith.map((each) => mostOf(byId.get(each), context));
    const read = context.read.get(id);
    const text =
      read?.state === "read" && read.answer.kind === "text" ? read.answer.body : undefined;
    return Object.assign({ askedWith, mostUsd: sumOf(bounds), text }, report);
  });
}

function sumOf(bounds: readonly (number | undefined)[]): number | undefined {
  const known = bounds.filter((usd) => usd !== undefined);
  return known.length < bounds.length ? undefined : known.reduce((sum, usd) => sum + usd, 0);
}

/** What a block quotes, by way of others as well, and a build would ask for. */
function findDue(
  id: string,
  byId: ReadonlyMap<string, PlannedBlock>,
  found = new Set<string>(),
): ReadonlySet<string> {
  for (const each of byId.get(id)?.dependsOn ?? []) {
    findDue(each, byId, found);
    if (byId.get(each)?.ask === true) {
      found.add(each);
    }
  }
  return found;
}

function mostOf(planned: PlannedBlock | undefined, context: PlanContext): number | undefined {
  const request = planned?.request ?? planned?.assessment?.request;
  if (planned === undefined || request === undefined) {
    return undefined;
  }
  const price = context.priceOf(request);
  const bound: Bound =
    planned.bound ??
    boundAttempts(boundRequest(request, price), attemptsOf(planned.block, context));
  return isUnbounded(request, price) ? undefined : bound.usd;
}
