import { kindOf } from "../blocks/kinds.ts";
import { textsOfFrontMatter } from "./schema/front-matter.ts";
import { isAsked } from "./asked.ts";
import { exampleTexts } from "./conversation.ts";
import type { Article, Block, SourceText } from "./types.ts";

/** A text that may hold a template, and whether that may quote answers. */
export interface ArticleText {
  readonly text: SourceText;
  readonly mayUseAnswers: boolean;
  /** Whether it may name what is known of the article: in its front matter. */
  readonly mayUseArticle?: true;
  /** What nothing would stand for, were it to come out empty; unset where that is no harm. */
  readonly role: "title" | "prompt" | undefined;
}

/** Every text of an article, each once: a question is its own heading. */
export function listTexts(article: Article): readonly ArticleText[] {
  const { title, description, system } = article;
  return [
    { text: title, mayUseAnswers: true, role: "title" },
    ...(system === undefined ? [] : [{ text: system, mayUseAnswers: false, role: undefined }]),
    ...[...(description === undefined ? [] : [description]), ...conditionsOf(article)].map(
      (text) => ({ text, mayUseAnswers: true, role: undefined }),
    ),
    ...textsOfFrontMatter(article.frontMatter).map((text) => ({
      text,
      mayUseAnswers: true,
      mayUseArticle: true as const,
      role: undefined,
    })),
    ...article.blocks.flatMap((block) => [
      ...textsOf(block),
      ...kindOf(block)
        .alts(block)
        .map((text) => ({ text, mayUseAnswers: true, role: undefined })),
    ]),
  ];
}

function textsOf(block: Block): readonly ArticleText[] {
  const asked = isAsked(block) ? block.prompt : undefined;
  const examples = isAsked(block) ? exampleTexts(block) : [];
  const when = typeof block.when === "object" ? block.when : undefined;
  const texts = new Set([when, asked, ...examples, block.heading, ...kindOf(block).texts(block)]);
  return [...texts]
    .filter((text) => text !== undefined)
    .map((text) => ({
      text,
      mayUseAnswers: true,
      role: text === asked || examples.includes(text) ? ("prompt" as const) : undefined,
    }));
}

/** What decides which blocks there are, and how often. */
function conditionsOf({ parts = [] }: Article): readonly SourceText[] {
  return parts
    .flatMap((part) => ("over" in part ? [part.when, part.over] : [part.when]))
    .filter((text) => typeof text === "object");
}

/** The same, with the conditions within repeats, which name the item as well. */
export function textsOfParts(article: Article): readonly SourceText[] {
  const inner = (article.parts ?? []).flatMap((part) =>
    "over" in part ? part.blocks.map(({ when }) => when) : [],
  );
  return [...conditionsOf(article), ...inner.filter((text) => typeof text === "object")];
}
