import { isEditedText, type PageRecord, type PageText } from "../../answers/page-record.ts";
import { previousOf } from "../../answers/record-name.ts";
import { hashText } from "../../answers/text-record.ts";
import type { TextAnswer } from "../../answers/types.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { Article, ResolvedRequest, TextBlock, Translations } from "../../job/types.ts";
import { lookAside, type Rejected } from "../../plan/assess-checks.ts";
import type { Assessment } from "../../plan/assessment.ts";
import { boundBlock } from "../../plan/bound-block.ts";
import { boundAttempts } from "../../plan/cost.ts";
import { attemptsOf, type PlanContext, type PlannedBlock } from "../../plan/plan-context.ts";
import { resolveRequest } from "../../plan/request.ts";
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

/** What is recorded of the short texts of a page. */
export interface RecordedPage {
  readonly record: PageRecord;
  /** An answer to other lines than today's; those that are quoted in it may come back. */
  readonly previous: TextAnswer | undefined;
  /** A text of another page that answers a request, with what brought it. */
  readonly findElsewhere: (
    fingerprint: string,
  ) =>
    | { readonly text: PageText; readonly run: PageRecord["runs"][string] | undefined }
    | undefined;
}

/** A line that is asked for, with what its translation depends on. */
export interface DueLine {
  readonly id: string;
  readonly source: string;
  readonly fingerprint: string;
  /** The run of the translation of this very line that it takes the place of (`--refresh`). */
  readonly replaces?: string;
}

type Verdict =
  | { readonly why: string }
  | {
      readonly keep: PageText;
      readonly warning?: string;
      /** True for a stale one that is used as it is. */
      readonly isStale?: true;
    };

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
  { record: before, previous, findElsewhere }: RecordedPage,
  context: PlanContext,
): PagePlan | undefined {
  const all = toPageBlock(source, target, lines);
  const waiting = lines.filter(({ text }) => text === undefined);
  if (all === undefined) {
    return undefined;
  }
  const { asked } = context.providerFor(all);
  const due: DueLine[] = [];
  const texts: Record<string, PageText> = {};
  const reasons = new Map<string, string[]>();
  const warnings: string[] = [];
  let isAccepted = false;
  const staleIds: string[] = [];
  const known = new Map(Object.values(before.texts).map((text) => [text.request, text]));
  const runs = { ...before.runs };
  for (const line of lines) {
    const block = toPageBlock(source, target, [line]);
    if (block === undefined || line.text === undefined) {
      continue;
    }
    const requests = requestsFor(block, context);
    const fingerprint = requests[0]?.fingerprint ?? "";
    const taken = requests.map((each) => findElsewhere(each.fingerprint)).find(Boolean);
    if (taken?.run !== undefined) {
      runs[taken.text.run] = taken.run;
    }
    const moved = requests.map((each) => known.get(each.fingerprint)).find(Boolean) ?? taken?.text;
    const verdict = judge(
      line.id,
      before.texts[line.id] ?? moved,
      requests,
      { runs },
      all,
      context,
    );
    if ("why" in verdict) {
      const there = moved?.request === fingerprint ? { replaces: moved.run } : {};
      due.push({ id: line.id, source: line.text, fingerprint, ...there });
      reasons.set(verdict.why, [...(reasons.get(verdict.why) ?? []), line.id]);
      continue;
    }
    const isStale = !requests.some((each) => each.fingerprint === verdict.keep.request);
    const accepts = isStale && context.staleIs?.(all) === "accepted";
    isAccepted ||= accepts;
    if (verdict.isStale === true) {
      staleIds.push(line.id);
    }
    texts[line.id] = accepts
      ? { ...verdict.keep, request: fingerprint, source: hashText(line.text) }
      : verdict.keep;
    if (verdict.warning !== undefined && !accepts) {
      warnings.push(verdict.warning);
    }
  }
  const record: PageRecord = { ...before, texts, runs };
  const block = toDueBlock(source, target, lines, due) ?? all;
  const request = resolveRequest(context.article, block, asked, {});
  const whole = block === all ? request : resolveRequest(context.article, all, asked, {});
  const kept = Object.values(texts);
  const isAsked = due.length > 0;
  const isKept = !isAsked && staleIds.length > 0;
  if (isKept) {
    reasons.set(changed, staleIds);
  }
  const assessment: Assessment = {
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
    recorded: toPageAnswer(record, whole),
    reasons: [...reasons].map(([why, ids]) => `${why}: ${ids.join(", ")}`),
    ...(warnings.length > 0 && { warning: warnings.join("; ") }),
    ...(isAccepted && !isAsked && { stale: "accepted" as const }),
    ...(isKept && { stale: "kept" as const }),
  };
  const decided = lookAsideForPage(assessment, block, previous, context);
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

/** The request that would be sent, and the real one where the sandbox stands in. */
function requestsFor(
  block: TextBlock,
  { article, providerFor }: PlanContext,
): readonly ResolvedRequest[] {
  const { asked, named } = providerFor(block);
  const providers = asked === named ? [asked] : [asked, named];
  return providers.map((provider) => resolveRequest(article, block, provider, {}));
}

const changed = "its source, a term or the request changed";

/** @param there what is recorded of the line, under its name or another */
function judge(
  id: string,
  there: PageText | undefined,
  requests: readonly ResolvedRequest[],
  { runs }: Pick<PageRecord, "runs">,
  page: TextBlock,
  { refreshes, staleIs }: PlanContext,
): Verdict {
  if (there === undefined) {
    return { why: "not translated yet" };
  }
  const toSandbox = requests[0]?.provider === sandboxProvider;
  const fromSandbox = runs[there.run]?.provider === sandboxProvider;
  const isFresh = requests.some(({ fingerprint }) => fingerprint === there.request);
  if (toSandbox && !fromSandbox) {
    const warning = `${id}: the sandbox does not replace a real answer; the stale one is kept`;
    return { keep: there, ...(!isFresh && { warning }) };
  }
  if (refreshes(page)) {
    return { why: "--refresh asks for a new one" };
  }
  if (isEditedText(there)) {
    const isOutdated = !isFresh && fromSandbox === toSandbox;
    const warning = `${id}: the edited text now translates an older one; it is kept`;
    return { keep: there, ...(isOutdated && { warning }) };
  }
  if (fromSandbox && !toSandbox) {
    return { why: "only the sandbox has translated it so far" };
  }
  if (isFresh) {
    return { keep: there };
  }
  const becomes = staleIs?.(page) ?? "asked";
  if (becomes === "asked") {
    return { why: changed };
  }
  const warning = `${id} is stale, and used as it is (--stale keep)`;
  return { keep: there, ...(becomes === "kept" && { warning, isStale: true }) };
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

/** The short texts as one answer: to what is published, reviewed and counted it is like any other. */
export function toPageAnswer(
  { reviewed, texts, runs }: PageRecord,
  { provider, endpoint, model, fingerprint }: ResolvedRequest,
): TextAnswer | undefined {
  const kept = Object.values(texts);
  if (kept.length === 0) {
    return undefined;
  }
  // Those that were asked for last stand at the end.
  const bodies = Object.entries(texts)
    .map(([id, { text }]) => [id, text] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const used = Object.entries(runs).filter(([created]) => kept.some(({ run }) => run === created));
  const [created = "", last] = used.toSorted(([a], [b]) => (a < b ? -1 : 1)).at(-1) ?? [];
  const sum = (count: (run: (typeof used)[number][1]) => number | undefined): number =>
    used.reduce((total, [, run]) => total + (count(run) ?? 0), 0);
  const costs = used.every(
    ([, run]) => run.cost_usd !== undefined || run.provider === sandboxProvider,
  );
  return {
    kind: "text",
    fingerprint,
    provider: last?.provider ?? provider,
    endpoint: last?.endpoint ?? endpoint,
    model: last?.model ?? model,
    ...(last?.served_by !== undefined && { served_by: last.served_by }),
    request: {},
    created,
    finish: "stop",
    body: JSON.stringify(Object.fromEntries(bodies)),
    edited: kept.some(isEditedText),
    usage: {
      input_tokens: sum((run) => run.input_tokens),
      output_tokens: sum((run) => run.output_tokens),
    },
    ...(costs && { cost_usd: sum((run) => run.cost_usd) }),
    ...(reviewed !== undefined && { reviewed }),
  };
}
