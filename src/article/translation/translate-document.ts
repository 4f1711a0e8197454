import { feedFile } from "../feed-file.ts";
import { missingAlt } from "../locales/alt-texts.ts";
import { toPictureTexts } from "../scope.ts";
import type { ArticleDocument, Returned, Section } from "../types.ts";
import { listSources } from "../numbering/source-list.ts";
import { sumUsage } from "../usage.ts";
import type { Answer } from "../../answers/types.ts";
import { kindOf } from "../../blocks/kinds.ts";
import { plainText } from "../../blocks/source-text.ts";
import type { MarkdownText, Picture } from "../../blocks/sections.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { Article, Block, SourceText } from "../../job/types.ts";
import { shownText } from "../shown-text.ts";
import { pairAnchors } from "./pair-anchors.ts";
import { altLine, numberSources } from "./passages.ts";

/** What an article says in another language. */
export interface Translated {
  readonly language: string;
  /** By the ids of blocks; those that have no words are not among them. */
  readonly texts: ReadonlyMap<string, { readonly body: string; readonly edited: boolean }>;
  /** The page's short texts, by their names. */
  readonly lines: ReadonlyMap<string, string>;
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
  const blocks = new Map(page.blocks.map((block) => [block.id, block]));
  const pictures = toPictureTexts(page);
  const say = (id: string, text: string): string => lines.get(id) ?? text;
  const translateSection = (section: Section): Section => {
    const { id, heading } = section;
    const base = {
      ...section,
      ...(heading !== undefined && { heading: say(`${id}.heading`, heading) }),
    };
    const block = blocks.get(id);
    const show = (picture: Picture): Picture => ({
      ...toParent(picture),
      alt: block === undefined ? picture.alt : altOf(block, picture, lines, pictures, page),
    });
    switch (base.kind) {
      case "markdown": {
        const text = texts.get(id);
        return {
          ...base,
          markdown: text === undefined ? base.markdown : shownText(text),
          ...(text !== undefined && numberedSources(base)),
          ...((text?.edited ?? base.edited) === true && { edited: true }),
          ...(base.pictures !== undefined && {
            pictures: base.pictures.map(({ url, picture }) => ({
              url,
              picture: toParent(picture),
            })),
          }),
        };
      }
      case "gallery": {
        const { caption, sheet } = base;
        return {
          ...base,
          pictures: base.pictures.map(show),
          ...(caption !== undefined && { caption: say(`${id}.caption`, caption) }),
          ...(sheet !== undefined && {
            sheet: {
              ...toParent(sheet),
              alt:
                block?.kind === "image"
                  ? pictures.altOfSheet(block, base.pictures.length)
                  : sheet.alt,
            },
          }),
        };
      }
      case "poster": {
        return { ...base, picture: show(base.picture) };
      }
      case "references": {
        return { ...base, ordered: true };
      }
      case "code": {
        const { returned, outputs } = base;
        return {
          ...base,
          ...(returned !== undefined && { returned: returnedToParent(returned) }),
          ...(outputs !== undefined && { outputs: outputs.map(returnedToParent) }),
        };
      }
      case "usage": {
        return base;
      }
      default: {
        return base satisfies never;
      }
    }
  };
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
    sections: listSources(document.sections).sections.map(translateSection),
    usage: sumUsage(answers),
    sandbox: document.sandbox || answers.some(({ provider }) => provider === sandboxProvider),
  };
  const anchors = pairAnchors(document, inLanguage);
  return { ...inLanguage, linksFromSource: { folder: "../", anchors } };
}

/** The sources of a text as they are found in its translation. */
function numberedSources(section: MarkdownText): Pick<MarkdownText, "sources"> {
  const { sources } = numberSources(section);
  return sources === undefined ? {} : { sources };
}

/** The source's folder is the one above. */
function toParent(picture: Picture): Picture {
  return {
    ...picture,
    variants: picture.variants.map((variant) => ({ ...variant, file: `../${variant.file}` })),
  };
}

/** What code gave, as it is shown from the folder below. */
function returnedToParent(given: Returned): Returned {
  return given.kind === "pictures" ? { ...given, pictures: given.pictures.map(toParent) } : given;
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

function altOf(
  block: Block,
  picture: Picture,
  lines: ReadonlyMap<string, string>,
  texts: ReturnType<typeof toPictureTexts>,
  page: Article,
): string {
  const { number = 1, placeholder, alt } = picture;
  if (block.kind === "image") {
    return placeholder
      ? texts.altOfPlaceholder(block, number)
      : texts.altOf(block, number, lines.get(altLine(block.id, number)));
  }
  if (block.kind === "picture") {
    return texts.altOfOwn(block, number);
  }
  if (block.kind === "video") {
    return texts.altOfVideo(block);
  }
  return placeholder ? missingAlt("", page) : alt;
}
