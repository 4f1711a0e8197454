import type { Answer } from "../answers/types.ts";
import { kindOf } from "../blocks/kinds.ts";
import type {
  Article,
  Block,
  ImageBlock,
  PictureBlock,
  SourceText,
  VideoBlock,
} from "../job/types.ts";
import { missingAlt, numberAlt, sheetAlt } from "./locales/alt-texts.ts";
import { shownText } from "./shown-text.ts";
import { answerUsed, compileTemplate, type Scope, scopeOf } from "../job/templates/templates.ts";

/** What the templates of a page may use once its answers exist: of each, what the page would show. */
export function toScope(article: Article, answers: ReadonlyMap<string, Answer>): Scope {
  const bodies = [...answers].flatMap(([id, answer]) =>
    answer.kind === "text" ? [[id, shownText(answer)] as const] : [],
  );
  return scopeOf(article, Object.fromEntries(bodies));
}

/** The ids of the answers that the author's texts quote. */
export function answersUsedBy(...texts: readonly (SourceText | undefined)[]): readonly string[] {
  return texts
    .flatMap((text) => (text === undefined ? [] : compileTemplate(text).references))
    .flatMap((reference) => answerUsed(reference) ?? []);
}

/** A text of the author's, rendered. @throws TemplateError */
export function renderText(text: SourceText, scope: Scope): string {
  return compileTemplate(text).render(scope).trim();
}

/**
 * The alt text of one of a block's pictures: what a model said of it, its own, or the common one
 * with its number.
 */
function altOf(
  block: ImageBlock,
  number: number,
  article: Article,
  render: RenderAlt,
  described?: string,
): string {
  const { show } = block;
  // A reader counts those that are there.
  const tellApart = (alt: string): string =>
    show.length > 1 ? numberAlt(alt, show.indexOf(number) + 1, show.length, article) : alt;
  if (block.altSettings !== undefined) {
    return described ?? tellApart(missingAlt("", article));
  }
  const own = block.alt[number - 1] ?? block.alt[0];
  const alt = own ? render(own) : "";
  return block.alt.length === 1 ? tellApart(alt) : alt;
}

/** The same of a picture of the author's own; empty for one that only adorns the page. */
function altOfOwn(
  { alt, files }: PictureBlock,
  number: number,
  article: Article,
  render: RenderAlt,
): string {
  const own = alt[number - 1] ?? alt[0] ?? "";
  const text = own === "" ? "" : render(own);
  const isShared = alt.length === 1 && files.length > 1 && text !== "";
  return isShared ? numberAlt(text, number, files.length, article) : text;
}

/** The alt text of a placeholder: that a picture is missing, and which. */
function altOfPlaceholder(
  block: ImageBlock,
  number: number,
  article: Article,
  render: RenderAlt,
): string {
  const alt = altOf(block, number, article, render);
  return block.altSettings === undefined ? missingAlt(alt, article) : alt;
}

/** The alt text of a block's contact sheet: that it shows all, and what, where all have one text. */
function altOfSheet(
  { alt }: ImageBlock,
  count: number,
  article: Article,
  render: RenderAlt,
): string {
  const [shared, ...others] = alt;
  const isShared = shared && others.length === 0;
  return sheetAlt(count, article, isShared ? render(shared) : undefined);
}

/** Renders an alternative text. @throws TemplateError; PublishError */
export type RenderAlt = (text: SourceText) => string;

/** Whether a block's pictures wait for a text that their alternative texts quote. */
export function waitsForTexts(block: Block): boolean {
  return answersUsedBy(...kindOf(block).alts(block)).length > 0;
}

/**
 * The alternative texts of an article's pictures.
 * @param render those that quote answers are asked for only when these are there; without it, none does
 */
export function toPictureTexts(
  article: Article,
  render: RenderAlt = (text) => renderText(text, toScope(article, new Map())),
) {
  return {
    altOf: (block: ImageBlock, number: number, described?: string) =>
      altOf(block, number, article, render, described),
    altOfPlaceholder: (block: ImageBlock, number: number) =>
      altOfPlaceholder(block, number, article, render),
    altOfSheet: (block: ImageBlock, count: number) => altOfSheet(block, count, article, render),
    altOfOwn: (block: PictureBlock, number: number) => altOfOwn(block, number, article, render),
    altOfVideo: ({ alt }: VideoBlock) => render(alt),
  };
}
