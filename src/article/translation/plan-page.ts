import { isEditedText, type PageRecord } from "../../answers/page-record.ts";
import { previousOf } from "../../answers/record-name.ts";
import type { TextAnswer } from "../../answers/types.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { Article, ResolvedRequest, TextBlock, Translations } from "../../job/types.ts";
import { lookAside, type Rejected } from "../../plan/assess-checks.ts";
import type { Assessment } from "../../plan/assessment.ts";
import { boundBlock } from "../../plan/bound-block.ts";
import { boundAttempts } from "../../plan/cost.ts";
import { attemptsOf, type PlanContext, type PlannedBlock } from "../../plan/plan-context.ts";
import { resolveRequest } from "../../plan/request.ts";
import { type DecidedLines, decideLines, type DueLine, type RecordedPage } from "./decide-lines.ts";
import { toPageAnswer } from "./page-answer.ts";
import type { Passage } from "./passages.ts";
import { pageId, toPageBlock } from "./translation-article.ts";

/** What a build does about the short texts of a translated page. */
export interface PagePlan {
  readonly planned: PlannedBlock;
  /** Asks for all lines: what is known of them answers it, whenever each was asked for. */
  readonly whole: ResolvedRequest;
  /** The lines that are asked for, in the order of their keys in the request. */
  readonly due: readonly DueLine[];
  /** The texts that stay as they are, by their lines; under new names, and without those of no line. */
  readonly record: PageRecord;
}

/**
 * Decides about each short text by itself, as about a block's answer: one changed heading asks for that
 * heading. What is due is asked for in one request. Pure.
 * @param source the article that is translated
 * @param context of its translation
 */
export function planPage(
  source: Pick<Article, "language" | "translations">,
  target: Translations["to"][number],
  lines: readonly Passage[],
  recorded: RecordedPage,
  context: PlanContext,
): PagePlan | undefined {
  const all = toPageBlock(source, target, lines);
  if (all === undefined) {
    return undefined;
  }
  const { asked } = context.providerFor(all);
  const lineByLine = decideLines(source, target, lines, recorded, all, context);
  const { due, texts, runs } = lineByLine;
  const record: PageRecord = { ...recorded.record, texts, runs };
  const block = toDueBlock(source, target, lines, due) ?? all;
  const request = resolveRequest(context.article, block, asked, {});
  const whole = block === all ? request : resolveRequest(context.article, all, asked, {});
  const assessment = assess(lineByLine, request, toPageAnswer(record, whole));
  const decided = lookAsideForPage(assessment, block, recorded.previous, context);
  const waiting = lines.filter(({ text }) => text === undefined);
  const openTokens = waiting.reduce((sum, each) => sum + each.openTokens, 0);
  const asks = decided.ask || waiting.length > 0;
  const { warning } = decided;
  return {
    due,
    record,
    whole,
    planned: {
      block,
      dependsOn: [],
      status: waiting.length > 0 && !decided.ask ? "stale" : decided.status,
      ask: asks,
      reasons: [
        ...decided.reasons,
        ...(waiting.length > 0
          ? [`its source is answered first: ${waiting.map(({ id }) => id).join(", ")}`]
          : []),
      ],
      request,
      ...(waiting.length === 0 && { assessment: decided }),
      ...((decided.refused ?? decided.unfit) !== undefined && { isStopped: true as const }),
      ...(warning !== undefined && { warning }),
      ...(asks && {
        bound: boundAttempts(
          boundBlock(block, request, context, openTokens),
          attemptsOf(block, context) - (decided.spent ?? 0),
        ),
      }),
    },
  };
}

/** What became of all lines, as of one answer. */
function assess(
  { due, texts, reasons, warnings, isAccepted, isKept }: DecidedLines,
  request: ResolvedRequest,
  recorded: TextAnswer | undefined,
): Assessment {
  const kept = Object.values(texts);
  const isAsked = due.length > 0;
  return {
    status: isAsked
      ? kept.length === 0
        ? "missing"
        : "stale"
      : isKept
        ? "stale"
        : kept.some(isEditedText)
          ? "edited"
          : "fresh",
    ask: isAsked,
    request,
    recorded,
    reasons,
    ...(warnings.length > 0 && { warning: warnings.join("; ") }),
    ...(isAccepted && !isAsked && { stale: "accepted" as const }),
    ...(isKept && { stale: "kept" as const }),
  };
}

/** The request for the lines that are due. */
function toDueBlock(
  source: Pick<Article, "language" | "translations">,
  target: Translations["to"][number],
  lines: readonly Passage[],
  due: readonly DueLine[],
): TextBlock | undefined {
  const ids = new Set(due.map(({ id }) => id));
  return toPageBlock(
    source,
    target,
    lines.filter(({ id }) => ids.has(id)),
  );
}

/** What came of this very request is not paid for again: it was kept aside, or as an answer to what was changed meanwhile. */
function lookAsideForPage(
  assessment: Assessment,
  block: TextBlock,
  previous: TextAnswer | undefined,
  context: PlanContext,
): Assessment {
  const { request, ask } = assessment;
  if (!ask || request.provider === sandboxProvider || context.refreshes(block)) {
    return assessment;
  }
  const aside = { checks: context.checksOf?.(block), attempts: attemptsOf(block, context) };
  const isSame = ({ answer }: Pick<Rejected, "answer">): boolean =>
    answer.fingerprint === request.fingerprint;
  const found = context.rejected?.().find((each) => each.name.id === pageId && isSame(each));
  if (found !== undefined) {
    return lookAside(assessment, found, aside);
  }
  if (previous === undefined || !isSame({ answer: previous })) {
    return assessment;
  }
  const name = previousOf({ slug: context.article.slug, id: pageId, kind: "text" });
  const looked = lookAside(assessment, { name, answer: previous, reasons: [], attempts: 0 }, aside);
  return looked.adopts === undefined ? assessment : looked;
}
