import type { Answer } from "../answers/types.ts";
import { kindOf } from "../blocks/kinds.ts";
import type { SectionContent } from "../blocks/sections.ts";
import { shownText } from "./shown-text.ts";
import type { Article, SourceText } from "../job/types.ts";
import { renderLine, titleForm } from "./render-line.ts";
import { renderText, toScope } from "./scope.ts";

/**
 * What an article says, in Markdown: as another article's question takes it along. Without its pictures,
 * its links within the page, and what only the page itself is about.
 * @throws TemplateError when an answer is not there that its texts quote
 */
export function writeArticleText(article: Article, answers: ReadonlyMap<string, Answer>): string {
  const scope = toScope(article, answers);
  const render = (text: SourceText): string => renderText(text, scope);
  const parts = article.blocks.flatMap((block) => {
    const content = kindOf(block).section(block, {
      render,
      caption: () => "",
      answer: () => toText(answers.get(block.chosen ?? block.id)),
      pictures: [],
      sheet: undefined,
      request: () => ({ samples: [] }),
    });
    const text = content === undefined ? "" : writeContent(content);
    const heading = block.heading && `${"#".repeat(block.level)} ${render(block.heading)}`;
    return text === "" ? [] : [...(heading === undefined ? [] : [heading]), text];
  });
  return `${[`# ${renderLine(article.title, article, answers, titleForm)}`, ...parts].join("\n\n")}\n`;
}

function toText(answer: Answer | undefined): { markdown: string; edited: boolean } {
  if (answer?.kind !== "text") {
    return { markdown: "", edited: false };
  }
  return { markdown: shownText(answer), edited: answer.edited };
}

function writeContent(content: SectionContent): string {
  switch (content.kind) {
    case "markdown":
      return content.markdown.trim();
    case "code":
      return content.samples
        .map(({ language, code }) => `\`\`\`\`${language}\n${code.trimEnd()}\n\`\`\`\``)
        .join("\n\n");
    case "gallery":
    case "poster":
    case "references":
    case "usage":
      return "";
    default:
      return content satisfies never;
  }
}
