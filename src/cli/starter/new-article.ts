import { stringify } from "yaml";
import { articleWords } from "./article-words.ts";
import type { Language } from "./language.ts";

/**
 * A new article, ready to be edited.
 * @param schema the address of the schema for editors, relative to the article; undefined without one
 */
export function writeNewArticle(
  slug: string,
  { tag, base }: Language,
  schema: string | undefined,
): string {
  const topic = slug.replaceAll("-", " ");
  const { system, introduction, summary, question, conclusion, picture, usage } =
    articleWords(base);
  const article = {
    title: topic.charAt(0).toUpperCase() + topic.slice(1),
    language: tag,
    vars: { topic },
    system,
    blocks: [
      { markdown: `${introduction}\n` },
      { id: "summary", heading: summary[0], prompt: summary[1] },
      { id: "why", question: question[0], prompt: question[1] },
      {
        id: "conclusion",
        heading: conclusion[0],
        prompt: `${conclusion[1]}\n\n{{ answers.summary }}\n`,
      },
      { id: "cover", image: picture[0], alt: picture[1] },
      { heading: usage, usage: true },
    ],
  };
  return openingOf(schema) + stringify(article, { lineWidth: 0, blockQuote: "literal" });
}

/** The line that tells an editor which schema an article has. */
export function openingOf(schema: string | undefined): string {
  return schema === undefined ? "" : `# yaml-language-server: $schema=${schema}\n`;
}
