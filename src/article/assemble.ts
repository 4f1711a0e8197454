import type { Answer } from "../answers/types.ts";
import type { Shown } from "../blocks/kind.ts";
import { kindOf } from "../blocks/kinds.ts";
import { chooseVariants } from "./sections/pictures.ts";
import { feedFile } from "./feed-file.ts";
import type { ArticleDocument, Section } from "./types.ts";
import { renderHeaders } from "./render-front-matter.ts";
import { sumUsage } from "./usage.ts";
import type { Picture } from "../blocks/sections.ts";
import { pageFile } from "./formats/page-formats.ts";
import { PublishError } from "./publish-error.ts";
import { readAnswer } from "../checks/answer/read-answer.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Article, Block, Job, SourceText } from "../job/types.ts";
import { listAsked } from "../job/alt-blocks.ts";
import type { Scope } from "../job/templates/templates.ts";
import { captionForm, descriptionForm, renderLine, titleForm } from "./render-line.ts";
import { renderText, toScope } from "./scope.ts";
import { showRequest } from "./samples/show-request.ts";

export interface Parts {
  readonly article: Article;
  readonly job: Job;
  readonly answers: ReadonlyMap<string, Answer>;
  /** By block; galleries and posters alike. */
  readonly pictures: ReadonlyMap<string, readonly Picture[]>;
  /** Of the galleries that have one, by block. */
  readonly sheets: ReadonlyMap<string, Picture>;
  /** Whether a poster comes from the sandbox. */
  readonly sandboxPoster: boolean;
}

/**
 * Sets the article: every block with what it shows, templates rendered. No I/O.
 * @throws TemplateError
 */
export function assembleDocument(parts: Parts): ArticleDocument {
  const { article, answers } = parts;
  const scope = toScope(article, answers);
  const asked = listAsked(article)
    .flatMap(({ id }) => answers.get(id) ?? [])
    .filter((answer) => answer.kind === "image" || answer.origin === undefined);
  const sections = article.blocks.flatMap((block) => toSection(block, parts, scope) ?? []);
  const cover = findCover(article.cover, sections);
  const { baseUrl, file, index } = parts.job.output;
  const address = baseUrl && new URL(`${article.slug}/`, baseUrl).href;
  const document: ArticleDocument = {
    slug: article.slug,
    ...(address !== undefined && {
      address,
      pageUrl: file === "index" ? address : `${address}${pageFile("html", file)}`,
    }),
    // A feed holds what has a date.
    ...(baseUrl !== undefined &&
      index !== false &&
      article.date !== undefined &&
      article.draft !== true && { feed: baseUrl + feedFile() }),
    title: renderLine(article.title, article, answers, titleForm),
    language: article.language,
    ...(article.wording !== undefined && { wording: article.wording }),
    ...(article.author !== undefined && { author: article.author }),
    ...(article.description !== undefined && {
      description: renderLine(article.description, article, answers, descriptionForm),
    }),
    ...(article.date !== undefined && { date: article.date }),
    tags: article.tags,
    ...(article.draft === true && { draft: true }),
    ...(cover !== undefined && { cover }),
    toc: article.toc,
    sections,
    usage: sumUsage(onceEach(asked)),
    aiNote: article.aiNote ?? parts.job.output.aiNote,
    sandbox: parts.sandboxPoster || asked.some(({ provider }) => provider === sandboxProvider),
  };
  return { ...document, ...renderHeaders(article, document, scope) };
}

/** An answer that is recorded for two blocks with the same request took one request. */
function onceEach(answers: readonly Answer[]): readonly Answer[] {
  const seen = new Set<string>();
  return answers.filter(({ kind, fingerprint, created, request_id: requestId }) => {
    const key = JSON.stringify([fingerprint, created, requestId]);
    const isNew = kind === "image" || !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** A block whose picture was skipped has no section. */
function toSection(block: Block, parts: Parts, scope: Scope): Section | undefined {
  const { id, level, heading } = block;
  const headingStyle = block.headingStyle ?? parts.article.headingStyle;
  const render = (text: SourceText): string => renderText(text, scope);
  const content = kindOf(block).section(block, {
    render,
    caption: (text) => renderLine(text, parts.article, parts.answers, captionForm),
    answer: () => toText(id, parts.answers.get(block.chosen ?? id)),
    pictures: parts.pictures.get(id) ?? [],
    sheet: parts.sheets.get(id),
    request: (of, languages) => showRequest({ of, languages }, parts, scope),
  });
  return (
    content && {
      id,
      level,
      ...(heading && { heading: render(heading) }),
      ...(headingStyle !== undefined && { headingStyle }),
      ...content,
    }
  );
}

/**
 * The part of a text answer that is shown: a person's text as it stands; of a model's text, the
 * answer itself.
 * @throws PublishError PAGE_INVALID when there is nothing but thoughts
 */
export function toText(block: string, answer: Answer | undefined): ReturnType<Shown["answer"]> {
  if (answer?.kind !== "text") {
    return { markdown: "", edited: false };
  }
  const { sources = [] } = answer;
  const found = sources.length > 0 && { sources };
  if (answer.edited) {
    return { markdown: answer.body, edited: true, ...found };
  }
  const read = readAnswer(answer.body);
  if (read !== undefined) {
    return { markdown: read.text, edited: false, ...found };
  }
  throw new PublishError("PAGE_INVALID", "its answer holds nothing but a model's thoughts", {
    hint: `Ask again with --refresh ${block}, or write the answer into its file in answers/.`,
    block,
  });
}

/** The picture that the author chose; the first one where none was, or that one could not be had. */
function findCover(chosen: Article["cover"], sections: readonly Section[]): string | undefined {
  const galleries = sections.filter((section) => section.kind === "gallery");
  const pictures = galleries
    .filter(({ id }) => id === chosen?.image)
    .flatMap((gallery) => gallery.pictures);
  const number = chosen?.number ?? pictures[0]?.number;
  const candidates = [
    ...pictures.filter((picture) => picture.number === number),
    ...galleries.flatMap((gallery) => gallery.pictures.slice(0, 1)),
  ];
  const cover = candidates.find(({ placeholder }) => !placeholder);
  return cover && chooseVariants(cover)?.largest.file;
}
