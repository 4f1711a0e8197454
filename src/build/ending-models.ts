import { createDiagnostic, type Diagnostic } from "../job/diagnostics/diagnostics.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { type Asked, settingsOf } from "../job/asked.ts";
import { PreloError, type SourcePlace } from "../errors.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Job, Provider } from "../job/types.ts";
import { findEnd } from "../plan/model-ends.ts";

/**
 * Warns of models that end within sixty days, or have ended, where they are named: once for each article's
 * file. Answers that are there stay; nothing can be asked of such a model again.
 */
export function warnOfEndingModels(
  job: Job,
  sources: ReadonlyMap<string, string>,
  nowMs: number,
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const article of job.articles) {
    for (const block of listAsked(article)) {
      const { provider, model } = settingsOf(block);
      const from = job.providers.get(provider);
      const end = from && provider !== sandboxProvider && findEnd(from, model, nowMs);
      if (!end) {
        continue;
      }
      const at = findName(model, block, sources);
      const key = JSON.stringify([at.file, at.line, model]);
      const message = `${model} ${end.isOver ? "has ended" : "ends"} on ${end.date}`;
      const hint = `Name another, such as ${end.successor}. Answers that are there stay; \`prelo accept\` keeps them when the model changes.`;
      found.set(
        key,
        found.get(key) ?? createDiagnostic(sources, at, message, hint, "warning", "MODEL_ENDED"),
      );
    }
  }
  return [...found.values()];
}

/** Why nothing can be asked of a model that has ended; undefined while it lives. */
export function refuseEnded(
  provider: Provider,
  model: string,
  nowMs: number,
): PreloError | undefined {
  const end = provider.name === sandboxProvider ? undefined : findEnd(provider, model, nowMs);
  return end?.isOver === true
    ? new PreloError("MODEL_ENDED", `${provider.name} has ended ${model} on ${end.date}`, {
        hint: `Name another model, such as ${end.successor}. Nothing was sent.`,
      })
    : undefined;
}

/** Where a model is named: in the block's own file, else in the first other; else the block itself. */
function findName(
  model: string,
  { ref }: Asked,
  sources: ReadonlyMap<string, string>,
): SourcePlace {
  const escaped = model.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const named = new RegExp(`\\bmodel:\\s*["']?${escaped}(?=["'\\s,}]|$)`, "m");
  const own = sources.get(ref.file) ?? "";
  for (const [file, text] of [[ref.file, own] as const, ...sources]) {
    const at = named.exec(text)?.index;
    if (at !== undefined) {
      const before = text.slice(0, at);
      const lineStart = before.lastIndexOf("\n") + 1;
      return { file, line: before.split("\n").length, column: at - lineStart + 1 };
    }
  }
  return ref;
}
