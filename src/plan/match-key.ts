import type { ReadResult } from "../answers/read-result.ts";
import type { RecordName } from "../answers/record-name.ts";
import { isAnswerTo, isEdited } from "../answers/types.ts";
import type { Asked } from "../job/asked.ts";
import type { ResolvedRequest } from "../job/types.ts";
import type { AssessContext } from "./assess-context.ts";

/** What a repeated block has under its own name, or of its item under another one. */
export interface Keyed {
  readonly own: ReadResult;
  readonly movedFrom?: RecordName;
  /** Why what stands under its name is not its own. */
  readonly why?: string;
  readonly displaces?: true;
}

/**
 * Which record a repeated block has: one about its own item, wherever that stands; else what stands in its
 * place, unless that is about another item and is still used for it, or a person wrote it.
 * @param wanted the requests that it may answer; none as long as they are not known
 */
export function matchKey(
  { repeated }: Asked,
  own: ReadResult,
  wanted: readonly ResolvedRequest[],
  { findKeyed }: Pick<AssessContext, "findKeyed">,
): Keyed {
  const { key, keys = [] } = repeated ?? {};
  const answer = own.state === "read" ? own.answer : undefined;
  if (key === undefined || (answer !== undefined && (answer.key ?? key) === key)) {
    return { own };
  }
  const edited = answer !== undefined && isEdited(answer);
  if (answer !== undefined && !edited && wanted.some((request) => isAnswerTo(answer, request))) {
    return { own };
  }
  const found = findKeyed?.();
  if (found !== undefined) {
    return { own: { state: "read", answer: found.answer }, movedFrom: found.name };
  }
  if (answer === undefined) {
    return { own };
  }
  const nothing = { own: { state: "missing" } } as const;
  const about = `what stands in its place is about "${answer.key}"`;
  if (keys.includes(answer.key ?? "")) {
    return { ...nothing, why: `no answer is recorded (${about})` };
  }
  return edited
    ? {
        ...nothing,
        why: `no answer is recorded (${about}, and edited: it is kept)`,
        displaces: true,
      }
    : { own };
}
