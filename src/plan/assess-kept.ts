import { type Answer, isAnswerTo, isEdited } from "../answers/types.ts";
import type { PreloError } from "../errors.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { ResolvedRequest } from "../job/types.ts";
import type { Asked } from "../job/asked.ts";
import type { AssessContext } from "./assess-context.ts";
import type { Assessment } from "./assessment.ts";
import { explainChange } from "./explain.ts";
import { resolveRequest } from "./request.ts";

/** What a person made stands, whatever has changed; only `--refresh` replaces them. */
export function keepEdited(
  recorded: Answer,
  request: ResolvedRequest,
  { bodies, staleIs }: AssessContext,
): Assessment {
  // Where the sandbox stands in, or no longer does, the question itself may be the same.
  const outdated =
    !isAnswerTo(recorded, request) &&
    (recorded.provider === sandboxProvider) === (request.provider === sandboxProvider);
  const reasons = [
    ...describeReplaced(recorded),
    ...(outdated ? explainChange(recorded, request, bodies) : []),
  ];
  const base = { status: "edited", ask: false, request, recorded, reasons } as const;
  if (outdated && staleIs === "accepted") {
    return { ...base, stale: "accepted" };
  }
  return {
    ...base,
    ...(outdated && {
      warning: `the edited ${recorded.kind === "text" ? "text" : "picture"} now answers an older question; it is kept`,
    }),
  };
}

/** A picture that a person put there, and that cannot be used, is neither shown nor replaced. */
export function keepProblem(
  recorded: Answer,
  request: ResolvedRequest,
  problem: PreloError,
): Assessment {
  return { status: "edited", ask: false, request, recorded, reasons: [problem.message], problem };
}

function describeReplaced(answer: Answer): readonly string[] {
  const images = answer.kind === "image" ? answer.images : [];
  return images
    .filter(({ replaced }) => replaced !== undefined)
    .map(({ file }) => `${file} is another picture than the one that came`);
}

/** The sandbox never replaces a real answer, not even a stale one. */
export function keepReal(
  block: Asked,
  recorded: Answer,
  sandboxRequest: ResolvedRequest,
  context: AssessContext,
): Assessment {
  const request = resolveRequest(context.article, block, context.named, context.bodies);
  const edited = isEdited(recorded);
  if (isAnswerTo(recorded, request) && !edited) {
    return { status: "fresh", ask: false, request, recorded, reasons: [] };
  }
  if (edited) {
    return keepEdited(recorded, request, context);
  }
  return {
    status: "stale",
    ask: false,
    request: sandboxRequest,
    recorded,
    reasons: explainChange(recorded, request, context.bodies),
    warning: "the sandbox does not replace a real answer; the stale one is kept",
  };
}
