import type { Found } from "../answers/record-reader.ts";
import type { DamagedRecord, ReadResult } from "../answers/read-result.ts";
import { type Answer, isAnswerTo, isEdited } from "../answers/types.ts";
import type { Asked } from "../job/asked.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { ResolvedRequest } from "../job/types.ts";
import { applyChecks, lookAside } from "./assess-checks.ts";
import type { AssessContext } from "./assess-context.ts";
import { keepEdited, keepProblem, keepReal } from "./assess-kept.ts";
import { findDue, wouldMix } from "./assess-pictures.ts";
import type { Assessment } from "./assessment.ts";
import { explainChange } from "./explain.ts";
import { matchKey } from "./match-key.ts";
import { resolveRequest } from "./request.ts";

/**
 * Decides whether a block's answer is fresh, stale, missing, edited or unfit. The plan and the run both
 * ask here, so that what a plan says is what a run does. Pure.
 */
export function assessBlock(block: Asked, read: ReadResult, context: AssessContext): Assessment {
  const recorded = assessRecord(block, read, context);
  const { checks, refresh, asked, attempts } = context;
  const toSandbox = asked.name === sandboxProvider;
  const assessment = checks === undefined ? recorded : applyChecks(recorded, checks, toSandbox);
  if (!assessment.ask || refresh || toSandbox || block.kind === "image") {
    return assessment;
  }
  const rejected = context.findRejected?.(assessment.request.fingerprint);
  if (rejected === undefined) {
    return assessment;
  }
  return lookAside(assessment, rejected, { checks, attempts });
}

function assessRecord(block: Asked, there: ReadResult, context: AssessContext): Assessment {
  const { named, asked, takenBy } = context;
  const request = resolveRequest(context.article, block, asked, context.bodies);
  // A real answer takes precedence over the sandbox's.
  const wanted =
    asked.name === sandboxProvider && named.name !== sandboxProvider
      ? [resolveRequest(context.article, block, named, context.bodies), request]
      : [request];
  const { own, ...keyed } = matchKey(block, there, wanted, context);
  const found = context.refresh ? undefined : findRecord(own, wanted, context);
  if (found !== undefined) {
    return found;
  }
  if (keyed.why !== undefined) {
    return { ...missing(request, keyed.why), ...(keyed.displaces && { displaces: true }) };
  }
  if (keyed.movedFrom !== undefined && own.state === "read") {
    return { ...assessOwn(block, own, request, context), movedFrom: keyed.movedFrom };
  }
  if (takenBy !== undefined && !(own.state === "read" && isAnswerTo(own.answer, request))) {
    return missing(request, `no answer is recorded (what was is the answer of ${takenBy} now)`);
  }
  if (own.state === "damaged") {
    return missing(request, describeDamage(own.damage));
  }
  if (own.state === "missing") {
    return missing(request, "no answer is recorded");
  }
  return assessOwn(block, own, request, context);
}

/** A record under another name, where the one under the block's own does not answer its request. */
function findRecord(
  own: ReadResult,
  wanted: readonly ResolvedRequest[],
  context: AssessContext,
): Assessment | undefined {
  for (const request of wanted) {
    if (own.state === "read" && isAnswerTo(own.answer, request)) {
      return undefined;
    }
    const found = context.findElsewhere?.(request.fingerprint);
    if (found !== undefined) {
      return takeOver(found, request, context);
    }
  }
  return undefined;
}

function assessOwn(
  block: Asked,
  read: ReadResult & { readonly state: "read" },
  request: ResolvedRequest,
  context: AssessContext,
): Assessment {
  const recorded = read.answer;
  const fromSandbox = recorded.provider === sandboxProvider;
  const toSandbox = request.provider === sandboxProvider;
  const edited = isEdited(recorded);
  if (toSandbox && !fromSandbox) {
    return keepReal(block, recorded, request, context);
  }
  if (context.refresh) {
    const reasons = ["--refresh asks for a new one"];
    return { status: edited ? "edited" : "stale", ask: true, request, recorded, reasons };
  }
  const { again = [] } = context;
  const problem = read.problems?.find(({ number }) => !again.includes(number));
  if (problem !== undefined) {
    return keepProblem(recorded, request, problem.error);
  }
  const due = isAnswerTo(recorded, request)
    ? findDue(recorded, request, context, read.damage)
    : undefined;
  if (due !== undefined) {
    return due;
  }
  if (edited) {
    return again.length > 0
      ? keepProblem(recorded, request, wouldMix(block, again))
      : keepEdited(recorded, request, context);
  }
  if (fromSandbox && !toSandbox) {
    return missing(request, "only the sandbox has answered it so far", recorded);
  }
  if (!isAnswerTo(recorded, request)) {
    return assessStale(recorded, request, context);
  }
  return { status: "fresh", ask: false, request, recorded, reasons: [] };
}

function assessStale(
  recorded: Answer,
  request: ResolvedRequest,
  { bodies, staleIs = "asked" }: AssessContext,
): Assessment {
  const reasons = explainChange(recorded, request, bodies);
  const base = { request, recorded, reasons };
  if (staleIs === "accepted" && recorded.provider !== sandboxProvider) {
    return { ...base, status: "fresh", ask: false, stale: "accepted" };
  }
  if (staleIs !== "kept") {
    return { ...base, status: "stale", ask: true };
  }
  const warning = "its answer is stale, and used as it is (--stale keep)";
  return { ...base, status: "stale", ask: false, warning, stale: "kept" };
}

/** Says what is wrong with a record, and where it stands. */
export function describeDamage({ path, reason }: DamagedRecord): string {
  return `the record ${path} is damaged: ${reason}`;
}

/**
 * An answer to the same request is this block's, whatever its name: a block was renamed or moved.
 */
function takeOver(
  { name, answer }: Found,
  request: ResolvedRequest,
  context: AssessContext,
): Assessment {
  const due = findDue(answer, request, context);
  if (due !== undefined) {
    return { ...due, movedFrom: name };
  }
  return {
    status: isEdited(answer) ? "edited" : "fresh",
    ask: false,
    request,
    recorded: answer,
    reasons: [],
    movedFrom: name,
  };
}

function missing(request: ResolvedRequest, reason: string, recorded?: Answer): Assessment {
  return { status: "missing", ask: true, request, recorded, reasons: [reason] };
}
