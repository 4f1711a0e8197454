import { originalNumber } from "../answers/originals.ts";
import type { DamagedRecord } from "../answers/read-result.ts";
import { type Answer, isEdited } from "../answers/types.ts";
import { PreloError } from "../errors.ts";
import type { Asked } from "../job/asked.ts";
import type { ResolvedRequest } from "../job/types.ts";
import type { AssessContext } from "./assess-context.ts";
import type { Assessment } from "./assessment.ts";

/**
 * Only the pictures that are not there are asked for, and those that `--refresh` names.
 * @returns undefined when there are none
 */
export function findDue(
  recorded: Answer,
  request: ResolvedRequest,
  { again = [] }: Pick<AssessContext, "again">,
  damage?: DamagedRecord,
): Assessment | undefined {
  if (recorded.kind !== "image") {
    return undefined;
  }
  const there = new Set(recorded.images.map(({ file }) => originalNumber(file)));
  const { numbers: wanted = [] } = request;
  const missingOnes = wanted.filter((number) => !there.has(number));
  const replaced = wanted.filter((number) => there.has(number) && again.includes(number));
  const due = { ...request, numbers: [...missingOnes, ...replaced].toSorted((a, b) => a - b) };
  if (due.numbers.length === 0) {
    return undefined;
  }
  const kept = wanted.length - missingOnes.length;
  const why = damage === undefined ? "" : ` (${damage.path}: ${damage.reason})`;
  const reasons = [
    ...(missingOnes.length > 0 ? [`${kept} of ${wanted.length} pictures are recorded${why}`] : []),
    ...replaced.map((number) => `--refresh asks for a new picture ${number}`),
  ];
  const status = missingOnes.length > 0 ? "missing" : isEdited(recorded) ? "edited" : "stale";
  return { status, ask: true, request: due, recorded, reasons };
}

/** One picture that answers today's request, among others that a person made of older ones. */
export function wouldMix({ id }: Asked, [number]: readonly number[]): PreloError {
  const message = `a person edited its pictures, and they answer an older request: a new picture ${number} would not be of the same`;
  return new PreloError("ANSWER_STALE", message, {
    hint:
      `\`prelo accept ${id}\` says that the others are still right; then --refresh ${id}/${number} asks ` +
      `for that one. --refresh ${id} asks for all of them.`,
  });
}
