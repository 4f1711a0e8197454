import type { Found, RecordFolder } from "../answers/record-reader.ts";
import { isPrevious, recordPath } from "../answers/record-name.ts";
import { recordOf } from "../answers/record-names.ts";
import { type Answer, isEdited } from "../answers/types.ts";
import type { Asked } from "../job/asked.ts";
import type { Article } from "../job/types.ts";
import { chooseRecord, noAllotment } from "./allotment.ts";
import type { PlanContext } from "./plan-context.ts";

/**
 * The recorded answers about the item that a repeated block is about, wherever they stand among those of
 * the repeat; first those that a person edited.
 */
export function findKeyed(
  { id, kind, repeated }: Asked,
  article: Pick<Article, "slug">,
  { own, others }: Pick<RecordFolder, "own" | "others">,
): readonly Found[] {
  if (repeated?.key === undefined) {
    return [];
  }
  const { of, key } = repeated;
  const mine = [...own].flatMap(([each, read]) =>
    read.state === "read" && each.startsWith(`${of}-`)
      ? [{ name: { slug: article.slug, id: each, kind: read.answer.kind }, answer: read.answer }]
      : [],
  );
  const rest = others.filter(({ name }) => name.id.startsWith(`${of}-`) && !isPrevious(name));
  return [...mine, ...rest]
    .filter(({ name }) => variantIn(name) === variantIn({ id }))
    .filter(({ answer }) => answer.key === key && (answer.kind === "image") === (kind === "image"))
    .toSorted((a, b) => Number(isEdited(b.answer)) - Number(isEdited(a.answer)));
}

/** The record about a block's own item that it may take, if it stands under another name. */
export function keyedFor(
  block: Asked,
  { article, findKeyed: find, allotment = noAllotment }: PlanContext,
): readonly Found[] {
  const own = recordPath(recordOf(article, block));
  const found = find?.(block).filter(({ name }) => recordPath(name) !== own) ?? [];
  const chosen = chooseRecord(block, found, allotment);
  return chosen === undefined ? [] : [chosen];
}

/** What a person wrote about one item of a list is never published as that about another. */
export function isOfOtherItem(answer: Answer, { repeated }: Asked): boolean {
  const { key } = answer;
  const isOther = key !== undefined && repeated?.key !== undefined && key !== repeated.key;
  return isOther && isEdited(answer);
}

/** The number of a variant in an id, with its dot; nothing for the first. */
function variantIn({ id }: { readonly id: string }): string | undefined {
  return /\.\d+/.exec(id)?.[0];
}
