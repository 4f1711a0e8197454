import type { RecordName } from "../answers/record-name.ts";
import type { RejectedAnswer, TextAnswer } from "../answers/types.ts";
import {
  type CheckFailure,
  type CheckName,
  describeFailures,
  findInapplicable,
  type FindFailures,
} from "../checks/types.ts";
import { type ErrorCode, errorCodes } from "../errors.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Assessment } from "./assessment.ts";

/** What an author's checks need to be applied to one block's answer. */
export interface CheckContext {
  readonly findFailures: FindFailures;
  /** Nobody asked for these checks: what a person wrote is not judged by them. */
  readonly isBuiltIn: boolean;
}

/** A text that came and is no answer, and where it is kept. */
export interface Rejected extends RejectedAnswer {
  readonly name: RecordName;
}

/**
 * Looks once more at what was decided about a block whose answer must pass checks. Checks are no
 * part of a request: they make no answer stale, but one that fails them is asked for again. What the
 * sandbox answers stands for nothing, so it is not checked. Pure.
 */
export function applyChecks(
  assessment: Assessment,
  context: CheckContext,
  toSandbox: boolean,
): Assessment {
  const { ask, status, recorded, request } = assessment;
  if (ask) {
    return assessment;
  }
  const isMeant =
    recorded?.kind === "text" && (recorded.provider !== sandboxProvider || recorded.edited);
  const found = isMeant && status !== "stale" ? judge(recorded, context) : [];
  const failures = found.filter(({ check }) => holdsForRecorded(check, context.isBuiltIn));
  if (failures.length === 0) {
    // What `no_preamble` finds is left out of the page anyway.
    return found.length === 0 || !context.isBuiltIn
      ? assessment
      : { ...assessment, warning: `${describeUnfit(found)}; it is recorded, and published` };
  }
  const reasons = [...assessment.reasons, describeUnfit(failures)];
  if (findInapplicable(failures) !== undefined) {
    return {
      ...assessment,
      status: status === "edited" ? status : "unfit",
      reasons,
      unfit: failures,
    };
  }
  if (status === "edited") {
    return { ...assessment, reasons, unfit: failures };
  }
  if (toSandbox && context.isBuiltIn) {
    return { ...assessment, status: "unfit", reasons, unfit: failures };
  }
  if (toSandbox) {
    const warning = "the sandbox does not replace a real answer; the one that fails is kept";
    return { ...assessment, status: "unfit", reasons, warning };
  }
  return { status: "unfit", ask: true, request, recorded, reasons };
}

function judge(
  { body, edited }: TextAnswer,
  { findFailures, isBuiltIn }: CheckContext,
): readonly CheckFailure[] {
  return edited && isBuiltIn ? [] : findFailures(body);
}

/**
 * Whether a check also holds for an answer that is recorded: it was paid for, and perhaps before
 * there was such a check. The page cuts what `no_preamble` finds. Checks that nobody asked for
 * refuse a recorded text only if it is no description at all.
 */
function holdsForRecorded(check: CheckName, isBuiltIn: boolean): boolean {
  return isBuiltIn ? check === "alt_text" || check === "no_refusal" : check !== "no_preamble";
}

function describeUnfit(failures: readonly CheckFailure[]): string {
  const how =
    findInapplicable(failures) === undefined ? "it fails a check" : "a check cannot be applied";
  return `${how}: ${describeFailures(failures)}`;
}

/**
 * What came of the very same request, and was kept aside, is not paid for again. It is taken when
 * it passes by now, or when a person made it pass; otherwise the block stays as it is until
 * something changes.
 * @param attempts how often the block may be asked, all in all
 */
export function lookAside(
  assessment: Assessment,
  rejected: Rejected,
  { checks, attempts }: { checks: CheckContext | undefined; attempts: number },
): Assessment {
  const { request, reasons } = assessment;
  const { answer, name } = rejected;
  const cut = answer.edited ? undefined : cutCode(rejected);
  const failures = cut === undefined && checks !== undefined ? judge(answer, checks) : [];
  const status = answer.edited ? "edited" : "fresh";
  const base = { status, ask: false, request, recorded: answer } as const;
  if (cut === undefined && failures.length === 0) {
    return { ...base, reasons: [], adopts: name };
  }
  if (findInapplicable(failures) !== undefined) {
    return { ...base, status: "unfit", reasons: [describeUnfit(failures)], unfit: failures };
  }
  const why = describeFailures(failures);
  if (answer.edited) {
    const reason = `the attempt kept aside, which a person edited, fails a check: ${why}`;
    // Their lines are not the record's.
    const unfit = failures.map(({ line: _line, ...failure }) => failure);
    return { ...base, reasons: [reason], unfit };
  }
  const spent = rejected.attempts ?? attempts;
  if (cut === undefined && spent < attempts) {
    const reason = `the best attempt so far, kept aside, fails a check: ${why}`;
    return { ...assessment, reasons: [...reasons, reason], best: failures, spent };
  }
  const reason = cut === undefined ? `it fails a check: ${why}` : rejected.reasons.join("; ");
  return {
    status: "unfit",
    ask: false,
    request,
    recorded: undefined,
    reasons: [`what came of this request is kept aside, and not asked for again: ${reason}`],
    refused: { name, code: cut ?? "CHECK_FAILED" },
  };
}

/** The error that a text which is no whole answer came with; undefined where checks alone failed. */
function cutCode({ reasons }: RejectedAnswer): ErrorCode | undefined {
  const word = /^(ANSWER_[A-Z]+): /.exec(reasons[0] ?? "")?.[1];
  return Object.keys(errorCodes).find((code): code is ErrorCode => code === word);
}
