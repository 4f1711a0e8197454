import type { Answer } from "../../answers/types.ts";
import { kindOf } from "../../blocks/kinds.ts";
import type { Shown } from "../../blocks/kind.ts";
import type { Picture } from "../../blocks/sections.ts";
import type { Article } from "../../job/types.ts";
import { shownText } from "../shown-text.ts";
import { renderText, toScope } from "../scope.ts";
import type { Section } from "../types.ts";

/** Whether it is shown does not matter to its place on the page. */
const anyPicture: Picture = { alt: "", variants: [], placeholder: true };

/**
 * What is known of an article's sections before its pictures are there; an answer that is missing is empty. No I/O.
 * @throws TemplateError
 */
export function listKnownSections(
  article: Article,
  answers: ReadonlyMap<string, Answer>,
): readonly Section[] {
  const isWhole = hasAllTexts(article, answers);
  const scope = { ...toScope(article, answers), isDraft: !isWhole };
  return article.blocks.flatMap((block): readonly Section[] => {
    const { id, level, heading } = block;
    const content = kindOf(block).section(block, {
      render: (text) => renderText(text, scope),
      caption: (text) => renderText(text, scope),
      answer: () => answerOf(answers.get(block.chosen ?? id)),
      pictures: [anyPicture],
      sheet: undefined,
      request: () => ({ samples: [] }),
    });
    const title = heading && renderText(heading, scope);
    return content ? [{ id, level, ...(title && { heading: title }), ...content }] : [];
  });
}

/** Whether no text of an article is still to come. */
export function hasAllTexts(article: Article, answers: ReadonlyMap<string, Answer>): boolean {
  return article.blocks.every(
    (block) => kindOf(block).asks !== "text" || answers.has(block.chosen ?? block.id),
  );
}

function answerOf(answer: Answer | undefined): ReturnType<Shown["answer"]> {
  if (answer?.kind !== "text") {
    return { markdown: "", edited: false };
  }
  const { edited, sources } = answer;
  return { markdown: shownText(answer), edited, ...(sources !== undefined && { sources }) };
}
