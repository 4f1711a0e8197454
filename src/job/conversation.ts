import type { Attached } from "../blocks/material.ts";
import { type Asked, isTextBlock } from "./asked.ts";
import type { Article, SourceText, TextBlock } from "./types.ts";

/** The block that one goes on from, if any. */
function followedBy(article: Article, block: Asked): TextBlock | undefined {
  const id = "follows" in block ? block.follows?.value : undefined;
  const found = id === undefined ? undefined : article.blocks.find((each) => each.id === id);
  return found !== undefined && isTextBlock(found) ? found : undefined;
}

/** The blocks whose conversation goes on in a block: the first that was asked first. Ends in a circle. */
export function listFollowed(article: Article, block: Asked): readonly TextBlock[] {
  const chain: TextBlock[] = [];
  const isNew = (each: TextBlock): boolean => each.id !== block.id && !chain.includes(each);
  for (let next = followedBy(article, block); next !== undefined && isNew(next);) {
    chain.unshift(next);
    next = followedBy(article, next);
  }
  return chain;
}

/** The id of a block's answer: of several, the one that was chosen. */
export function answerIdOf({ id, chosen }: TextBlock): string {
  return chosen ?? id;
}

/** The texts of a block's examples. */
export function exampleTexts(block: Asked): readonly SourceText[] {
  const { examples = [] } = "examples" in block ? block : {};
  return examples.flatMap(({ user, assistant }) => [user, assistant]);
}

/** Everything that a block attaches, and what the blocks do that it follows. */
export function listAttached(article: Article, block: Asked): readonly Attached[] {
  return [...listFollowed(article, block), block].flatMap((each) =>
    "attach" in each ? (each.attach ?? []) : [],
  );
}

/** What stands for an article's text among those of answers. */
export function articleKey(slug: string): string {
  return `article:${slug}`;
}
