import { blockOf, type RecordName, recordPath } from "../answers/record-name.ts";
import type { Found } from "../answers/record-reader.ts";
import { recordOf } from "../answers/record-names.ts";
import { type Answer, isAnswerTo, isEdited } from "../answers/types.ts";
import type { Article, ResolvedRequest } from "../job/types.ts";
import type { Asked } from "../job/asked.ts";

/** Which records of an article serve which blocks; by the record's path below the answers folder. */
export interface Allotment {
  /** Records that their own block uses. */
  readonly kept: ReadonlyMap<string, Asked>;
  /** Records that blocks of other names take, each with one of those. */
  readonly taken: ReadonlyMap<string, Asked>;
  /** The fingerprints of what the blocks ask. */
  readonly requested: ReadonlySet<string>;
  /** Whether any attempt that was kept aside becomes a record. */
  readonly adopts: boolean;
}

/** A record that may answer a block's request. */
export interface Candidate extends Found {
  /** A block of another article has its name. */
  readonly isClaimed?: boolean;
  /** That article needs it where it is: it can only be copied. */
  readonly isNeeded?: boolean;
}

export const noAllotment: Allotment = {
  kept: new Map(),
  taken: new Map(),
  requested: new Set(),
  adopts: false,
};

/** What a block was found to have. */
interface Use {
  readonly block: Asked;
  /** Of one that waits. */
  readonly movedFrom?: RecordName;
  readonly assessment?: {
    readonly request: ResolvedRequest;
    readonly recorded: Answer | undefined;
    readonly movedFrom?: RecordName;
    readonly adopts?: RecordName;
  };
}

/** What a plan uses, and from where. */
export function readAllotment(article: Article, uses: Iterable<Use>): Allotment {
  const kept = new Map<string, Asked>();
  const taken = new Map<string, Asked>();
  const requested = new Set<string>();
  let adopts = false;
  for (const { block, assessment, movedFrom: early } of uses) {
    if (early !== undefined) {
      taken.set(recordPath(early), block);
    }
    if (assessment !== undefined) {
      requested.add(assessment.request.fingerprint);
    }
    if (assessment?.adopts !== undefined) {
      adopts = true;
    }
    if (assessment?.recorded === undefined) {
      continue;
    }
    const { recorded, request, movedFrom } = assessment;
    if (movedFrom !== undefined) {
      taken.set(recordPath(movedFrom), block);
    } else if (isAnswerTo(recorded, request)) {
      kept.set(recordPath(recordOf(article, block)), block);
    }
  }
  return { kept, taken, requested, adopts };
}

export function isSameAllotment(a: Allotment, b: Allotment): boolean {
  // As long as nothing is taken, it makes no difference what is kept and asked.
  if (a.taken.size === 0 && b.taken.size === 0 && !a.adopts && !b.adopts) {
    return true;
  }
  if (a.requested.size !== b.requested.size) {
    return false;
  }
  return isSameMap(a.kept, b.kept) && isSameMap(a.taken, b.taken);
}

function isSameMap(a: ReadonlyMap<string, Asked>, b: ReadonlyMap<string, Asked>): boolean {
  return a.size === b.size && [...a].every(([key, { id }]) => b.get(key)?.id === id);
}

/**
 * Of the records that answer a block's request, the one that it takes: one that no other block
 * needs, before one that it shares; one of the same name, before any other; then one that a person edited.
 * @param found not its own; in the order in which they are preferred
 */
export function chooseRecord(
  block: Asked,
  found: readonly Candidate[],
  { kept, taken }: Pick<Allotment, "kept" | "taken">,
): Candidate | undefined {
  const ranked = found
    .filter(({ answer }) => (answer.kind === "image") === (block.kind === "image"))
    .map((candidate) => {
      const path = recordPath(candidate.name);
      const users = [kept.get(path), taken.get(path)].filter(
        (user) => user !== undefined && user.id !== block.id,
      );
      return { candidate, users };
    })
    .filter(({ users }) => users.every((user) => user !== undefined && mayShare(block, user)))
    .filter(({ candidate }) => candidate.isNeeded !== true || mayShare(block, block));
  const free = ranked.filter(
    ({ users, candidate }) => users.length === 0 && candidate.isNeeded !== true,
  );
  const [best] = (free.length > 0 ? free : ranked)
    .map(({ candidate }) => candidate)
    .toSorted(
      (a, b) =>
        Number(a.isClaimed === true) - Number(b.isClaimed === true) ||
        likeness(block, b.name) - likeness(block, a.name) ||
        Number(isEdited(b.answer)) - Number(isEdited(a.answer)),
    );
  return best;
}

/** Variants answer one request: each stays the one that it was, in an article or a block with another name. */
function likeness({ id }: Asked, name: RecordName): number {
  const before = blockOf(name);
  return before === id ? 2 : Number(variantNumber(before) === variantNumber(id));
}

function variantNumber(id: string): string | undefined {
  return /\.(\d+)$/.exec(id)?.[1];
}

/** Whether one answer may stand for both blocks, when their requests are the same. */
export function mayShare(a: Asked, b: Asked): boolean {
  return [a, b].every(
    (block) => block.kind !== "image" && !("share" in block) && block.repeated === undefined,
  );
}
