import { placeOfRecord } from "./record-place.ts";
import { readFileSync } from "node:fs";
import { firstLineOfText } from "../answers/text-record.ts";
import type { Answer } from "../answers/types.ts";
import type { PagePart } from "../article/page-lines.ts";
import { answersUsedBy } from "../article/scope.ts";
import { withoutMarkup } from "./page-problems.ts";
import type { Article, Block, Job } from "../job/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import { kindOf } from "../blocks/kinds.ts";
import { findInAnswer } from "../prose/placeholders.ts";

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
    return [block.id];
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
  const { path, name } = placeOfRecord({ slug: article.slug, id, kind: "text" }, job);
  if (passage === undefined) {
    return name;
  }
  const plain = withoutMarkup(passage);
  const found = findInAnswer(body).filter((each) => withoutMarkup(each.passage) === plain);
  const line = (found[before] ?? found[0])?.line;
  const start = line === undefined ? undefined : firstLineOf(path);
  return line === undefined || start === undefined ? name : `${name}:${start + line - 1}`;
}

/** The line of a record's file on which its text begins; undefined when that is not there. */
function firstLineOf(path: string): number | undefined {
  try {
    return firstLineOfText(readFileSync(path, "utf8"));
  } catch {
    return undefined; // What cannot be read cannot be pointed at; the page is refused all the same.
  }
}
