import type { TextAnswer } from "../answers/types.ts";
import {
  type CheckFailure,
  describeFailures,
  findInapplicable,
  type FindFailures,
} from "../checks/types.ts";
import { sandboxProvider } from "../job/defaults.ts";
import type { Assessment } from "./assess.ts";

/** What an author's checks need to be applied to one block's answer. */
export interface CheckContext {
  readonly findFailures: FindFailures;
  /** Nobody asked for these checks: what a person wrote is not judged by them. */
  readonly sparesEdited: boolean;
  /** The best attempt that failed and was kept aside. */
  readonly readRejected: () => TextAnswer | undefined;
}

/**
 * Looks once more at what was decided about a block whose answer must pass checks. Checks are no
 * part of a request: they make no answer stale, but one that fails them is asked for again. What the
 * sandbox answers stands for nothing, so it is not checked. Pure, but for a look at what is kept aside.
 * @param refresh whether `--refresh` names the block: then nothing that is there counts
 */
export function applyChecks(
  assessment: Assessment,
  context: CheckContext,
  { toSandbox, refresh }: { toSandbox: boolean; refresh: boolean },
): Assessment {
  const { ask, status, recorded, request } = assessment;
  let judged = assessment;
  if (!ask) {
    const isMeant =
      recorded?.kind === "text" && (recorded.provider !== sandboxProvider || recorded.edited);
    const failures = isMeant && status !== "stale" ? judge(recorded, context) : [];
    if (failures.length === 0) return assessment;
    const reasons = [...assessment.reasons, describeUnfit(failures)];
    if (findInapplicable(failures) !== undefined) {
      return {
        ...assessment,
        status: status === "edited" ? status : "unfit",
        reasons,
        unfit: failures,
      };
    }
    if (status === "edited") return { ...assessment, reasons, unfit: failures };
    if (toSandbox) {
      const warning = "the sandbox does not replace a real answer; the one that fails is kept";
      return { ...assessment, status: "unfit", reasons, warning };
    }
    judged = { status: "unfit", ask: true, request, recorded, reasons };
  }
  return refresh || toSandbox ? judged : lookAside(judged, context);
}

function judge(
  { body, edited }: TextAnswer,
  { findFailures, sparesEdited }: CheckContext,
): readonly CheckFailure[] {
  return edited && sparesEdited ? [] : findFailures(body);
}

function describeUnfit(failures: readonly CheckFailure[]): string {
  const how =
    findInapplicable(failures) === undefined ? "it fails a check" : "a check cannot be applied";
  return `${how}: ${describeFailures(failures)}`;
}

/** An attempt that was kept aside is taken when it passes by now, or when a person made it pass. */
function lookAside(assessment: Assessment, context: CheckContext): Assessment {
  const { request, reasons } = assessment;
  const rejected = context.readRejected();
  if (rejected === undefined) return assessment;
  if (!rejected.edited && rejected.fingerprint !== request.fingerprint) return assessment;
  const failures = judge(rejected, context);
  const status = rejected.edited ? "edited" : "fresh";
  const base = { status, ask: false, request, recorded: rejected } as const;
  if (failures.length === 0) return { ...base, reasons: [], adopts: true };
  if (findInapplicable(failures) !== undefined) {
    return { ...base, status: "unfit", reasons: [describeUnfit(failures)], unfit: failures };
  }
  const why = describeFailures(failures);
  if (rejected.edited) {
    const reason = `the attempt kept aside, which a person edited, fails a check: ${why}`;
    return { ...base, reasons: [reason], unfit: failures };
  }
  const reason = `the best attempt so far, kept aside, fails a check: ${why}`;
  return { ...assessment, reasons: [...reasons, reason], best: failures };
}
