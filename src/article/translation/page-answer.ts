import { isEditedText, type PageRecord } from "../../answers/page-record.ts";
import type { TextAnswer } from "../../answers/types.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { ResolvedRequest } from "../../job/types.ts";

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
