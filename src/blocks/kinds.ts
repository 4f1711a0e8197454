import type * as z from "zod";
import { code } from "./code.ts";
import { file } from "./file.ts";
import type { Referral } from "./given-pictures.ts";
import { image } from "./image.ts";
import type { BlockBase, BlockOf, Shown } from "./kind.ts";
import type { BlockReader } from "./block-reader.ts";
import { markdown } from "./markdown.ts";
import { picture } from "./picture.ts";
import { prompt } from "./prompt.ts";
import { question } from "./question.ts";
import { references } from "./references.ts";
import { request } from "./request.ts";
import type { SectionContent } from "./sections.ts";
import type { SourceText } from "./source-text.ts";
import { table } from "./table.ts";
import { usage } from "./usage.ts";
import { video } from "./video.ts";

/** The kinds of blocks, by the key that makes a block one; in the order of the documentation. */
const all = {
  markdown,
  prompt,
  question,
  image,
  picture,
  video,
  code,
  file,
  request,
  references,
  table,
  usage,
};

type Table = typeof all;
/** The key that says of what kind a block is; `file` and `code` both make code. */
export type KindKey = keyof Table;
/** A block that was read and found valid. */
export type Block = { [Key in KindKey]: BlockOf<Table[Key]> }[KindKey];
export type BlockKind = Block["kind"];
/** The blocks of one or several kinds. */
export type BlockNamed<Kind extends BlockKind> = Extract<Block, { readonly kind: Kind }>;

/**
 * Any kind. A block or a value may be given only to the functions of its own kind: they are methods
 * so that the compiler leaves that to the caller.
 */
interface AnyKind {
  readonly kind: BlockKind;
  readonly schema: z.ZodObject;
  readonly asks?: "text" | "pictures";
  readonly isText?: true;
  refersTo?(value: object): readonly Referral[];
  toBlock(
    base: Pick<BlockBase, "id" | "ref">,
    raw: object,
    reader: BlockReader,
  ): Promise<Block | undefined>;
  markdown(block: Block): readonly SourceText[];
  texts(block: Block): readonly SourceText[];
  alts(block: Block): readonly SourceText[];
  mapAlts?(block: Block, say: (text: SourceText, number?: number) => SourceText): Block;
  shows?(block: Block): string | undefined;
  rename?(block: Block, idOf: (id: string) => string): Block;
  section(block: Block, shown: Shown): SectionContent | undefined;
}

export const kinds: Readonly<Record<KindKey, AnyKind>> = all;
export const kindKeys: readonly KindKey[] = Object.keys(all).filter(isKindKey);

export function isKindKey(key: string): key is KindKey {
  return Object.hasOwn(all, key);
}

/** The kind of a block. */
export function kindOf(block: Block): AnyKind {
  return kinds[block.kind];
}
