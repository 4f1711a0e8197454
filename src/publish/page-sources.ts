import { lineOfRecord, placeOfRecord } from "./record-place.ts";
import type { Answer } from "../answers/types.ts";
import type { PagePart } from "../article/page-lines.ts";
import { answersUsedBy } from "../article/scope.ts";
import { withoutMarkup } from "./page-problems.ts";
import type { Article, Block, Job } from "../job/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { kindOf } from "../blocks/kinds.ts";
import { findInAnswer } from "../checks/placeholders/find-placeholders.ts";

/** An answer that stands in a part of the page. */
export interface Source {
  readonly id: string;
  readonly body: string;
}

/** The answers that stand in a part: its own, and those that its author's templates use. */
export function findSources(
  { kind, section }: PagePart,
  article: Article,
  answers: ReadonlyMap<string, Answer>,
): readonly Source[] {
  const block = article.blocks.find(({ id }) => id === section?.id);
  const ids =
    kind === "title" ? answersUsedBy(article.title) : block ? idsIn(block, kind, article) : [];
  return [...new Set(ids)].flatMap((id) => {
    const answer = answers.get(id);
    return answer?.kind === "text" ? [{ id, body: answer.body }] : [];
  });
}

function idsIn(block: Block, part: PagePart["kind"], article: Article): readonly string[] {
  if (part === "heading") {
    return answersUsedBy(block.heading);
  }
  const kind = kindOf(block);
  if (kind.asks === "text") {
    return [block.chosen ?? block.id];
  }
  const descriptions = listAsked(article).filter(
    (asked) => asked.kind === "alt" && asked.image === block.id,
  );
  return [
    ...answersUsedBy(...kind.texts(block), ...kind.alts(block)),
    ...descriptions.map(({ id }) => id),
  ];
}

/** An answer's file, with the line of a passage where that is found. */
export function locateSource(
  { id, body }: Source,
  passage: string | undefined,
  before: number,
  { article, job }: { readonly article: Article; readonly job: Pick<Job, "dir" | "answersDir"> },
): string {
  const record = { slug: article.slug, id, kind: "text" } as const;
  const { name } = placeOfRecord(record, job);
  if (passage === undefined) {
    return name;
  }
  const plain = withoutMarkup(passage);
  const found = findInAnswer(body).filter((each) => withoutMarkup(each.passage) === plain);
  const line = (found[before] ?? found[0])?.line;
  const ref = line === undefined ? undefined : lineOfRecord(record, line, job);
  return ref === undefined ? name : `${name}:${ref.line}`;
}
