import type { Bound } from "../../job/types.ts";
import { boundBlock } from "../../plan/bound-block.ts";
import { boundAttempts, isUnbounded } from "../../plan/cost.ts";
import { attemptsOf, type PlanContext, type PlannedBlock } from "../../plan/plan-context.ts";
import { variedBlock } from "../choose-variant.ts";
import { reportBlocks } from "../block-report.ts";
import { type BlockReport } from "../plan-report.ts";
import type { PreparedArticle } from "../prepare.ts";

/** A block of a draft: what a build would do with it, and what it takes to ask for it now. */
export interface DraftBlock extends BlockReport {
  /** Those that would be asked with it: itself, and what it quotes and is not there. */
  readonly askedWith: readonly string[];
  /** What that could cost at the most, in US dollars; undefined when nothing bounds it, or no price is known. */
  readonly mostUsd: number | undefined;
  /** The recorded text, which a person may edit. */
  readonly text: string | undefined;
  /** Of one of a block's several answers: that block's id, and whether this is the one that is published. */
  readonly variant: { readonly of: string; readonly isChosen: boolean } | undefined;
  /** What one new picture could cost at the most, in US dollars; undefined as above. */
  readonly pictureUsd: number | undefined;
}

/** The blocks of an article that a model answers, in the order in which a build would ask. */
export function draftBlocks(prepared: PreparedArticle): readonly DraftBlock[] {
  const { article, planned, context } = prepared;
  const byId = new Map(planned.map((each) => [each.block.id, each]));
  return reportBlocks(prepared).map((report): DraftBlock => {
    const { id } = report.block;
    const described = planned.filter(({ block }) => block.kind === "alt" && block.image === id);
    const askedWith = [...findDue(id, byId), id, ...described.map(({ block }) => block.id)];
    const bounds = askedWith.map((each) => mostOf(byId.get(each), context));
    const read = context.read.get(id);
    const text =
      read?.state === "read" && read.answer.kind === "text" ? read.answer.body : undefined;
    const of = variedBlock(report.block);
    const chosen = article.blocks.find((block) => block.id === of)?.chosen ?? of;
    const variant = of === undefined ? undefined : { of, isChosen: chosen === id };
    const pictureUsd = mostOf(byId.get(id), context, [1]);
    return Object.assign({ askedWith, mostUsd: sumOf(bounds), text, variant, pictureUsd }, report);
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

/** @param numbers of the pictures that would be asked for, instead of all */
function mostOf(
  planned: PlannedBlock | undefined,
  context: PlanContext,
  numbers?: readonly number[],
): number | undefined {
  const whole = planned?.request ?? planned?.assessment?.request;
  if (planned === undefined || whole === undefined) {
    return undefined;
  }
  const request = numbers === undefined ? whole : { ...whole, numbers };
  const price = context.priceOf(request);
  const bound: Bound =
    (numbers === undefined ? planned.bound : undefined) ??
    boundAttempts(boundBlock(planned.block, request, context), attemptsOf(planned.block, context));
  return isUnbounded(request, price) ? undefined : bound.usd;
}
