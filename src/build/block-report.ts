import { sandboxProvider } from "../job/provider-names.ts";
import type { Price, ResolvedRequest } from "../job/types.ts";
import type { Assessment } from "../plan/assessment.ts";
import { boundInBatch, isUnbounded } from "../plan/cost.ts";
import { countPlanned } from "../plan/count-requests.ts";
import { estimate, type Estimate, LearntUsage, type Sought } from "../plan/learnt-usage.ts";
import { attemptsOf } from "../plan/plan-context.ts";
import { refuseEnded } from "./ending-models.ts";
import type { BlockReport } from "./plan-report.ts";
import type { PreparedArticle } from "./prepare.ts";
/** The blocks of one article; what they would take about is told by its own answers. */
export function reportBlocks(prepared: PreparedArticle): readonly BlockReport[] {
  const learnt = new LearntUsage();
  learnFrom(prepared, learnt);
  return estimateBlocks(draftBlocks(prepared, learnt));
}

/** Learns from what is recorded of an article what its requests take. */
export function learnFrom({ planned, context }: PreparedArticle, learnt: LearntUsage): void {
  for (const { block } of planned) {
    const read = context.read.get(block.id);
    if (read?.state === "read") {
      learnt.learn(block, read.answer);
    }
  }
}

/** A report before it is known what its requests take about. */
export interface Draft {
  readonly report: BlockReport;
  /** Unset where nothing is asked. */
  readonly sought?: Sought | undefined;
  readonly price: Price | undefined;
  /** The answers that its prompt will quote and that are not there yet. */
  readonly open: readonly string[];
}

/** The reports of an article's blocks, as far as other articles say nothing. */
export function draftBlocks(
  { planned, context }: PreparedArticle,
  learnt: LearntUsage,
): readonly Draft[] {
  return planned.map(({ request, assessment, ...block }): Draft => {
    const { asked } = context.providerFor(block.block);
    const { provider, model, count: requests } = countPlanned(block, context);
    const maxRequests = requests * attemptsOf(block.block, context);
    const price = context.priceOf({ provider, model });
    const isSent = requests > 0 && request !== undefined;
    const outcome = outcomeOf(assessment);
    const goesByBatch = isSent && context.batch?.takes(block.block) === true;
    // The spread stands last: there is one of these for each block of each row (decision 0155).
    const report = {
      provider,
      model,
      requests,
      maxRequests,
      about: undefined,
      exactInputTokens: request?.inputTokens,
      isUnbounded: isSent && isUnbounded(request, price),
      ...(goesByBatch && {
        batchUsd: context.batch?.isOnly
          ? block.bound?.usd
          : boundInBatch(block.bound?.usd, request, price),
      }),
      isEnded: isSent && refuseEnded(asked, model, Date.now()) !== undefined,
      priceAsOf: isSent && provider !== sandboxProvider ? price?.asOf : undefined,
      ...block,
      ...(outcome !== undefined && { assessment: outcome }),
    };
    if (!isSent) {
      return { report, price, open: [] };
    }
    const read = context.read.get(block.block.id);
    const before = read?.state === "read" ? read.answer : undefined;
    const open = block.dependsOn.filter((id) => context.read.get(id)?.state !== "read");
    return { report, sought: learnt.seek(block.block, request, before), price, open };
  });
}

/** The requests that are asked one by one: what shares a beginning there is read from a cache. */
export function listLive({ planned, context }: PreparedArticle): readonly ResolvedRequest[] {
  return planned.flatMap((block) => {
    const { request } = block;
    const isSent = countPlanned(block, context).count > 0;
    const isText = request !== undefined && request.numbers === undefined;
    return isSent && isText && context.batch?.takes(block.block) !== true ? [request] : [];
  });
}

function outcomeOf(assessment: Assessment | undefined): BlockReport["assessment"] {
  const { movedFrom, adopts, unfit, refused } = assessment ?? {};
  return (movedFrom ?? adopts ?? unfit ?? refused) === undefined
    ? undefined
    : {
        ...(movedFrom !== undefined && { movedFrom }),
        ...(adopts !== undefined && { adopts }),
        ...(unfit !== undefined && { unfit }),
        ...(refused !== undefined && { refused }),
      };
}

/** The reports, with what the requests take about. */
export function estimateBlocks(drafts: readonly Draft[]): readonly BlockReport[] {
  const abouts = new Map<string, Estimate>();
  return drafts.map(({ report, sought, price, open }) => {
    const extraTokens = open.reduce(
      (tokens, id) => tokens + (abouts.get(id)?.outputTokens ?? 0),
      0,
    );
    const alone = sought && estimate(sought, price, extraTokens);
    if (alone === undefined) {
      return report;
    }
    const about =
      "batchUsd" in report ? { ...alone, usd: boundInBatch(alone.usd, {}, price) } : alone;
    abouts.set(report.block.id, about);
    return { ...report, about };
  });
}
