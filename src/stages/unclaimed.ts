import { type AnswerStore } from "../answers/store.ts";
import { recordFile, type RecordName } from "../answers/record-name.ts";
import type { Article } from "../job/types.ts";
import type { Unclaimed } from "../plan/assess.ts";
import { claimedNames } from "./prepare.ts";

/** The records that no block of the job claims. */
export interface UnclaimedIndex {
  readonly names: readonly RecordName[];
  /** Whose attempts are kept aside although no check of the job asks for them any more. */
  readonly rejected: () => readonly RecordName[];
  /** Those that no block has taken over since. */
  remaining(): readonly RecordName[];
  /** The first that answers a request; they are read only when one is looked for. */
  find(fingerprint: string): Unclaimed | undefined;
}

/** Lists what stands in answers/ beside the records of all the job's articles. */
export function indexUnclaimed(articles: readonly Article[], store: AnswerStore): UnclaimedIndex {
  const recorded = store.listRecords();
  // The first build of many articles finds no record, and need not name thousands.
  const claimed = new Set(recorded.length === 0 ? [] : articles.flatMap(claimedNames).map(keyOf));
  const names = recorded.filter((name) => !claimed.has(keyOf(name)));
  let byFingerprint: Map<string, RecordName> | undefined;
  return {
    names,
    rejected: () => {
      const checked = new Set(articles.flatMap(checkedKeys));
      return store.listRejected().filter((name) => !checked.has(keyOf(name)));
    },
    remaining: () => names.filter((name) => store.read(name).state !== "missing"),
    find: (fingerprint) => {
      byFingerprint ??= new Map(
        names.toReversed().flatMap((name) => {
          const read = store.read(name);
          return read.state === "read" ? [[read.answer.fingerprint, name] as const] : [];
        }),
      );
      const name = byFingerprint.get(fingerprint);
      // Read again: another block may have taken it meanwhile.
      const read = name && store.read(name);
      return name !== undefined && read?.state === "read"
        ? { name, answer: read.answer }
        : undefined;
    },
  };
}

/** The blocks whose answers are checked. */
function checkedKeys({ slug, blocks }: Article): readonly string[] {
  return blocks.flatMap((block) =>
    "checks" in block ? [keyOf({ slug, id: block.id, kind: "text" })] : [],
  );
}

function keyOf(name: RecordName): string {
  return `${name.slug}/${recordFile(name)}`;
}
