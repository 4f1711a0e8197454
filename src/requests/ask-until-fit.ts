import type { NewTextAnswer } from "../answers/text-record.ts";
import { commandName, rejectedFile, type RecordName } from "../answers/record-name.ts";
import {
  type CheckFailure,
  compareFailures,
  describeFailures,
  findInapplicable,
} from "../checks/types.ts";
import { PreloError } from "../errors.ts";
import type { RunContext } from "./context.ts";
import type { AskedChecks } from "./task.ts";

/** Writes an answer down, as what it is. */
export type KeepAnswer = (answer: NewTextAnswer) => Promise<void>;

/** What the file of an answer says that nothing has judged yet. */
const notYetChecked = "not checked yet";

interface Attempt {
  readonly answer: NewTextAnswer;
  readonly failures: readonly CheckFailure[];
}

/**
 * Asks until an answer passes its checks: the same request each time, for models vary, and a
 * request that told of the failure would be another one. Each answer is kept aside before it is
 * checked, and the best of those that failed stays there, so that what was paid for outlives
 * whatever ends the run; the one that passes is recorded. A check that cannot be applied is not
 * paid for twice.
 * @param request asks once; what comes is kept before it settles
 * @param record keeps the one that passes
 * @throws PreloError CHECK_FAILED when none passes; whatever `request` throws
 */
export async function askUntilFit(
  name: RecordName,
  { attempts, findFailures, best: known, spent }: AskedChecks,
  request: (keep: KeepAnswer) => Promise<NewTextAnswer>,
  record: KeepAnswer,
  { store, emit }: Pick<RunContext, "store" | "emit">,
): Promise<NewTextAnswer> {
  const kept = known && store.readRejected(name);
  let best: Attempt | undefined = kept && known && { answer: kept.answer, failures: known };
  let failures: readonly CheckFailure[] = [];
  let asked = spent;
  const keep = async (answer: NewTextAnswer): Promise<void> => {
    const made = asked + 1;
    await store.writeRejected(name, answer, { reasons: [notYetChecked], attempts: made });
    failures = findFailures(answer.body);
    if (failures.length === 0) {
      return record(answer);
    }
    // One that no check could judge may yet pass.
    if (
      best === undefined ||
      findInapplicable(failures) !== undefined ||
      compareFailures(failures, best.failures) < 0
    ) {
      best = { answer, failures };
    }
    const reasons = best.failures.map(({ check, reason }) => `${check}: ${reason}`);
    await store.writeRejected(name, best.answer, { reasons, attempts: made });
  };
  while (asked < attempts && findInapplicable(best?.failures) === undefined) {
    const answer = await request(keep);
    if (failures.length === 0) {
      return answer;
    }
    asked += 1;
    const of = findInapplicable(failures) === undefined ? attempts : asked;
    const { slug: article, id: block } = name;
    emit({ type: "check-failed", article, block, attempt: asked, of, failures });
  }
  throw failed(name, best?.failures ?? [], asked);
}

function failed(name: RecordName, failures: readonly CheckFailure[], asked: number): PreloError {
  const file = `${name.slug}/${rejectedFile(name)}`;
  const why = describeFailures(failures);
  const inapplicable = findInapplicable(failures);
  if (inapplicable !== undefined) {
    return new PreloError("CHECK_FAILED", `a check cannot be applied: ${why}`, {
      hint: `The answer is kept in ${file}: mend the check, and the next build takes it.`,
      ref: inapplicable.ref,
    });
  }
  const message =
    asked === 1
      ? `its answer fails a check: ${why}`
      : `none of ${asked} answers passes its checks; the best fails ${why}`;
  return new PreloError("CHECK_FAILED", message, {
    hint:
      `It is kept in ${file}, among the answers: edit it until it passes, or ask ` +
      "for less in `checks`, and the next build takes it. " +
      `It is not paid for again, unless --refresh ${commandName(name)} says so.`,
  });
}
