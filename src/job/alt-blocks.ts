import { altId, mostPictures, numbersUpTo } from "../blocks/picture-numbers.ts";
import { variantId } from "../blocks/prompt.ts";
import { defaults } from "../blocks/settings/defaults.ts";
import { toDetectable } from "../blocks/settings/detectable.ts";
import type { AltBlock, AnswerChecks, Article, ImageBlock, TextBlock } from "./types.ts";
import { promptForAlt } from "./alt-prompt.ts";
import { type Asked, isAsked } from "./asked.ts";

/** The questions for the alternative texts of the pictures that a block shows; none unless it has `alt: auto`. */
function altBlocksOf(article: Article, block: ImageBlock): readonly AltBlock[] {
  const { id, show, ref, level, altSettings: text } = block;
  if (text === undefined) {
    return [];
  }
  const checks = checksOfAlt(article);
  const prompt = { ...ref, value: promptForAlt(article.language), literal: false };
  return show.map((number): AltBlock => {
    const own = altId(id, number);
    return { kind: "alt", id: own, ref, level, image: id, number, prompt, text, checks };
  });
}

/** The ids of all questions there may ever be about the pictures of a block, whatever it shows now. */
export function altIdsOf({ id, altSettings }: ImageBlock): readonly string[] {
  return altSettings === undefined
    ? []
    : numbersUpTo(mostPictures).map((number) => altId(id, number));
}

/** Nobody asks for them: a description is read aloud, and nobody may look at it before. */
function checksOfAlt({ language, glossary }: Article): AnswerChecks {
  return {
    altText: true,
    noRefusal: true,
    noPlaceholder: true,
    ...(toDetectable(language) !== undefined && { language }),
    ...(glossary !== undefined && { glossary }),
    attempts: defaults.checks.attempts,
  };
}

// All rows of a table in one language have the same blocks.
const known = new WeakMap<Article["blocks"], readonly Asked[]>();

/** All that an article asks of models, each image block followed by the questions about it, each text by its variants. */
export function listAsked(article: Article): readonly Asked[] {
  const list = known.get(article.blocks) ?? collectAsked(article);
  known.set(article.blocks, list);
  return list;
}

/** The further answers of a block with variants, each a block of its own that no page shows by itself. */
function furtherOf({ askedAs = [], ...block }: TextBlock): readonly TextBlock[] {
  return askedAs.slice(1).map((text, index) =>
    Object.assign({}, block, {
      id: variantId(block.id, index + 2),
      text,
      variantOf: block.id,
    }),
  );
}

function collectAsked(article: Article): readonly Asked[] {
  const asked: Asked[] = [];
  for (const block of article.blocks.filter(isAsked)) {
    asked.push(block);
    if (block.kind === "image") {
      asked.push(...altBlocksOf(article, block));
    } else {
      asked.push(...furtherOf(block));
    }
  }
  return asked;
}
