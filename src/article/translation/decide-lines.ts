import { isEditedText, type PageRecord, type PageText } from "../../answers/page-record.ts";
import { hashText } from "../../answers/text-record.ts";
import type { TextAnswer } from "../../answers/types.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { Article, ResolvedRequest, TextBlock, Translations } from "../../job/types.ts";
import type { PlanContext } from "../../plan/plan-context.ts";
import { resolveRequest } from "../../plan/request.ts";
import type { Passage } from "./passages.ts";
import { toPageBlock } from "./translation-article.ts";

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

/** What becomes of each short text of a page. */
export interface DecidedLines {
  /** Those that are asked for, in the order of their keys in the request. */
  readonly due: readonly DueLine[];
  /** Those that stay as they are, by their lines. */
  readonly texts: Readonly<Record<string, PageText>>;
  /** What brought the texts. */
  readonly runs: PageRecord["runs"];
  /** Why lines are asked for, with their names. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  /** Whether any stays because it was accepted. */
  readonly isAccepted: boolean;
  /** Whether any is used as it is although it is stale. */
  readonly isKept: boolean;
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
 * Decides about each short text by itself, as about a block's answer.
 * @param all the request for all of them
 */
export function decideLines(
  source: Pick<Article, "language" | "translations">,
  target: Translations["to"][number],
  lines: readonly Passage[],
  { record: before, findElsewhere }: Pick<RecordedPage, "record" | "findElsewhere">,
  all: TextBlock,
  context: PlanContext,
): DecidedLines {
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
  const isKept = due.length === 0 && staleIds.length > 0;
  if (isKept) {
    reasons.set(changed, staleIds);
  }
  const why = [...reasons].map(([reason, ids]) => `${reason}: ${ids.join(", ")}`);
  return { due, texts, runs, reasons: why, warnings, isAccepted, isKept };
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
