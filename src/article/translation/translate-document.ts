import { feedFile } from "../feed-file.ts";
import { toPictureTexts } from "../scope.ts";
import type { ArticleDocument } from "../types.ts";
import { listSources } from "../numbering/source-list.ts";
import { sumUsage } from "../usage.ts";
import type { Answer } from "../../answers/types.ts";
import { kindOf } from "../../blocks/kinds.ts";
import { plainText } from "../../blocks/source-text.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { Article, Block, SourceText } from "../../job/types.ts";
import { translateSection, type Words } from "./translate-section.ts";
import { pairAnchors } from "./pair-anchors.ts";
import { altLine } from "./passages.ts";

/** What an article says in another language. */
export interface Translated extends Pick<Words, "texts" | "lines"> {
  readonly language: string;
  /** The answers that they come from. */
  readonly answers: Iterable<Answer>;
}

/** A document in another language, one folder below its source, whose pictures it shows. */
export function translateDocument(
  article: Article,
  document: ArticleDocument,
  translated: Translated,
): ArticleDocument {
  const { language, texts, lines } = translated;
  const answers = [...translated.answers];
  const page = translateArticle(article, language, lines);
  const words = { texts, lines, page, pictures: toPictureTexts(page) };
  const say = (id: string, text: string): string => lines.get(id) ?? text;
  const { address, pageUrl, feed, description, cover } = document;
  const inLanguage: ArticleDocument = {
    ...document,
    slug: `${document.slug}/${language}`,
    ...(address !== undefined && { address: new URL(`${language}/`, address).href }),
    ...(address !== undefined &&
      pageUrl !== undefined && {
        pageUrl: new URL(`${language}/${pageUrl.slice(address.length)}`, address).href,
      }),
    ...(feed !== undefined && { feed: new URL(feedFile(language), feed).href }),
    title: say("title", document.title),
    language,
    ...(description !== undefined && { description: say("description", description) }),
    ...(cover !== undefined && { cover: `../${cover}` }),
    sections: listSources(document.sections).sections.map((section) =>
      translateSection(section, words),
    ),
    usage: sumUsage(answers),
    sandbox: document.sandbox || answers.some(({ provider }) => provider === sandboxProvider),
  };
  const anchors = pairAnchors(document, inLanguage);
  return { ...inLanguage, linksFromSource: { folder: "../", anchors } };
}

/** The article with the alternative texts of another language: what composes those knows it by them. */
function translateArticle(
  article: Article,
  language: string,
  lines: ReadonlyMap<string, string>,
): Article {
  const translate = (line: string, text: SourceText): SourceText => {
    const translated = lines.get(line);
    return translated === undefined ? text : plainText(translated, text);
  };
  const translateBlock = (block: Block): Block =>
    kindOf(block).mapAlts?.(block, (text, number) => translate(altLine(block.id, number), text)) ??
    block;
  return { ...article, language, blocks: article.blocks.map(translateBlock) };
}
