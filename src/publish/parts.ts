import { answerFile } from "../answers/record-name.ts";
import { shownOf } from "../answers/shown-pictures.ts";
import { type Answer, isEdited } from "../answers/types.ts";
import { reviewerOf } from "../answers/review.ts";
import { kindOf } from "../blocks/kinds.ts";
import { isAsked } from "../job/asked.ts";
import type { Article, Block } from "../job/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { ManifestPart } from "./manifest.ts";

/**
 * Which answer each part of an article's pages shows, in their order: its own, those about its
 * pictures, or the one whose request it shows as code. Blocks of the author's alone have no part.
 */
export function listParts(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
  stale: ReadonlySet<string>,
): readonly ManifestPart[] {
  return article.blocks.flatMap((block) =>
    answersOf(article, block).flatMap(({ id, kind }): readonly ManifestPart[] => {
      const answer = answers.get(id);
      if (answer === undefined) {
        return [];
      }
      const { fingerprint, provider, model, served_by } = answer;
      const reviewed = reviewerOf(answer);
      return [
        {
          block: block.id,
          kind,
          answer: `answers/${article.slug}/${answerFile({ id, kind: answer.kind })}`,
          fingerprint,
          provider,
          model,
          ...(served_by !== undefined && { served_by }),
          ...(stale.has(id) && { stale: true }),
          ...(isEdited(shownOf(article, id, answer)) && { edited: true }),
          ...(reviewed !== undefined && { reviewed }),
        },
      ];
    }),
  );
}

type Source = Pick<ManifestPart, "kind"> & { readonly id: string };

function answersOf(article: Article, block: Block): readonly Source[] {
  if (isAsked(block)) {
    return listAsked({ ...article, blocks: [block] }).filter(
      ({ id, kind }) => kind === "alt" || id === (block.chosen ?? block.id),
    );
  }
  const id = kindOf(block).shows?.(block);
  return id === undefined ? [] : [{ id, kind: block.kind }];
}
