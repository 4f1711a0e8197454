import type { Answer } from "./types.ts";

/** Which block a record belongs to, and what kind of record that is. */
export interface RecordName {
  readonly slug: string;
  readonly id: string;
  readonly kind: Answer["kind"];
}

const extensions = { text: ".md", image: ".yaml" } as const;
/** No id holds a dot: no record has such a name. */
const rejectedExtension = ".rejected.md";

/** The file of a record, below its article's folder. */
export function recordFile({ id, kind }: Pick<RecordName, "id" | "kind">): string {
  return id + extensions[kind];
}

/** The file of an attempt that is kept aside, below its article's folder. */
export function rejectedFile({ id }: Pick<RecordName, "id">): string {
  return id + rejectedExtension;
}

/** The records among an article's files, by name. */
export function listRecordsOf(slug: string, files: ReadonlySet<string>): readonly RecordName[] {
  return [...files].toSorted().flatMap((file): RecordName[] => {
    if (file.endsWith(rejectedExtension)) return [];
    if (file.endsWith(extensions.text)) return [{ slug, id: file.slice(0, -3), kind: "text" }];
    if (file.endsWith(extensions.image)) return [{ slug, id: file.slice(0, -5), kind: "image" }];
    return [];
  });
}

/** The attempts that are kept aside among an article's files, by name. */
export function listRejectedOf(slug: string, files: ReadonlySet<string>): readonly RecordName[] {
  return [...files]
    .filter((file) => file.endsWith(rejectedExtension))
    .toSorted()
    .map((file) => ({ slug, id: file.slice(0, -rejectedExtension.length), kind: "text" }));
}
