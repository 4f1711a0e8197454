import type { NewTextAnswer } from "../answers/record.ts";
import { rejectedFile, type RecordName } from "../answers/record-name.ts";
import { type CheckFailure, compareFailures, describeFailures } from "../checks/types.ts";
import { PreloError } from "../errors.ts";
import type { RunContext } from "./context.ts";
import type { AskedChecks } from "./step.ts";

/** Writes an answer down, as what it is. */
export type KeepAnswer = (answer: NewTextAnswer) => Promise<void>;

/**
 * Asks until an answer passes its checks: the same request each time, for models vary, and a
 * request that told of the failure would be another one. Each attempt that failed is kept aside at
 * once if it is the best so far, so that it outlives whatever ends the run; the one that passes is
 * recorded.
 * @param request asks once; what comes is kept before it settles
 * @throws PreloError CHECK_FAILED when none passes; whatever `request` throws
 */
export async function askUntilFit(
  name: RecordName,
  { attempts, findFailures, best: known }: AskedChecks,
  request: (keep: KeepAnswer) => Promise<NewTextAnswer>,
  { store, emit }: Pick<RunContext, "store" | "emit">,
): Promise<NewTextAnswer> {
  let best = known;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    let failures: readonly CheckFailure[] = [];
    const answer = await request(async (came) => {
      failures = findFailures(came.body);
      if (failures.length === 0) return store.writeText(name, came);
      if (best !== undefined && compareFailures(failures, best) >= 0) return;
      best = failures;
      const reasons = failures.map(({ check, reason }) => `${check}: ${reason}`);
      await store.writeRejected(name, came, reasons);
    });
    if (failures.length === 0) {
      await store.removeRejected(name);
      return answer;
    }
    const { slug: article, id: block } = name;
    emit({ type: "check-failed", article, block, attempt, of: attempts, failures });
  }
  const why = describeFailures(best ?? []);
  const message =
    attempts === 1
      ? `its answer fails a check: ${why}`
      : `none of ${attempts} answers passes its checks; the best fails ${why}`;
  throw new PreloError("CHECK_FAILED", message, {
    hint:
      `It is kept in ${name.slug}/${rejectedFile(name)}, among the answers: edit it until it passes, or ask ` +
      "for less in `checks`, and the next build takes it. Otherwise that build asks again.",
  });
}
