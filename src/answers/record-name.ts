import type { Answer } from "./types.ts";

/** Which block a record belongs to, and what kind of record that is. */
export interface RecordName {
  readonly slug: string;
  readonly id: string;
  readonly kind: Answer["kind"];
}

const extensions = { text: ".md", image: ".yaml" } as const;
/** No block's id holds a dot: `casa.previous` is nobody's but that of what `casa` had before. */
const previousMark = ".previous";
/** No record has such a name. */
const rejectedExtension = ".rejected.md";

/** The file of the short texts of a translated page, in its folder; they are one answer of this id. */
export const pageRecordFile = "_page.yaml";
const pageRecordId = "_page";

/** The file in which a person finds an answer, below its article's folder. */
export function answerFile(record: Pick<RecordName, "id" | "kind">): string {
  return isPage(record) ? pageRecordFile : recordFile(record);
}

/** Whether it is the short texts of a translated page: they have a record of their own kind. */
export function isPage({ id }: Pick<RecordName, "id">): boolean {
  return id === pageRecordId;
}

/** The file of a record, below its article's folder. */
export function recordFile({ id, kind }: Pick<RecordName, "id" | "kind">): string {
  return id + extensions[kind];
}

/** The file of a record, below the answers folder: what tells records apart. */
export function recordPath(name: RecordName): string {
  return `${name.slug}/${recordFile(name)}`;
}

/** How a command line names the block that a record answers: `oven`, of a translation `es/oven`. */
export function commandName({ slug, id }: Pick<RecordName, "slug" | "id">): string {
  const [, language] = slug.split("/");
  return language === undefined ? id : `${language}/${id}`;
}

/** The file of an attempt that is kept aside, below its article's folder. */
export function rejectedFile({ id }: Pick<RecordName, "id">): string {
  return id + rejectedExtension;
}

/** The name of the answer that a record had before: one step back is kept. */
export function previousOf(name: RecordName): RecordName {
  return { ...name, id: name.id + previousMark };
}

export function isPrevious({ id }: Pick<RecordName, "id">): boolean {
  return id.endsWith(previousMark);
}

/** The id of the block whose answer it is, or was. */
export function blockOf({ id }: Pick<RecordName, "id">): string {
  return isPrevious({ id }) ? id.slice(0, -previousMark.length) : id;
}

/** The record that a file of an article's folder may be; undefined for any other file. */
export function recordNameOf(slug: string, file: string): RecordName | undefined {
  for (const kind of ["text", "image"] as const) {
    const id = file.slice(0, -extensions[kind].length);
    const block = blockOf({ id });
    // No id begins with an underscore: the short texts of a translated page are no record like others.
    if (file.endsWith(extensions[kind]) && !id.startsWith("_") && isOfBlock(block)) {
      return { slug, id, kind };
    }
  }
  return undefined;
}

/** The attempt that is kept aside in a file of an article's folder; undefined for any other file. */
export function rejectedNameOf(slug: string, file: string): RecordName | undefined {
  const id = file.slice(0, -rejectedExtension.length);
  if (!file.endsWith(rejectedExtension) || !isOfBlock(id)) {
    return undefined;
  }
  return { slug, id, kind: "text" };
}

/** Whether it can be a block's id, or that of a variant of its answer: `resumo.2`. */
function isOfBlock(id: string): boolean {
  return /^[^.]+(?:\.[1-9]\d*)?$/.test(id);
}
