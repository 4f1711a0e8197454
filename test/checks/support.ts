import { type CheckAnswer, openChecks } from "../../src/checks/open-checks.ts";
import type { CheckFailure } from "../../src/checks/types.ts";
import type { AnswerChecks } from "../../src/job/types.ts";

type Checks = Omit<AnswerChecks, "attempts">;

/** Checks one text for what is given, and nothing else. */
export async function checkText(body: string, checks: Checks): Promise<readonly CheckFailure[]> {
  const check: CheckAnswer = await openChecks([{ ...checks, attempts: 3 }]);
  return check(body, { ...checks, attempts: 3 });
}

/** The reason of the one check that fails; undefined when none does. */
export async function reasonOf(body: string, checks: Checks): Promise<string | undefined> {
  const failures = await checkText(body, checks);
  if (failures.length > 1) {
    throw new Error(JSON.stringify(failures));
  }
  return failures[0]?.reason;
}
