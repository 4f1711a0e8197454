import { parseMarkdown } from "../parse-markdown.ts";
import { numberPassages } from "../numbering/mark-passages.ts";
import type { MarkdownText } from "../../blocks/sections.ts";
import type { Answer } from "../../answers/types.ts";
import { altId } from "../../blocks/picture-numbers.ts";
import { kindOf } from "../../blocks/kinds.ts";
import { toText } from "../assemble.ts";
import { readAltText } from "../read-alt-text.ts";
import {
  altForm,
  captionForm,
  descriptionForm,
  type LineForm,
  renderLine,
  titleForm,
} from "../render-line.ts";
import { answersUsedBy, renderText, toScope } from "../scope.ts";
import { toProse } from "../../checks/prose/to-prose.ts";
import { isAsked } from "../../job/asked.ts";
import { sandboxProvider } from "../../job/provider-names.ts";
import type { Article, Block, ImageBlock, SourceRef, SourceText } from "../../job/types.ts";
import type { Scope } from "../../job/templates/templates.ts";

/** A text of an article, as its page shows it. */
export interface Passage {
  /** Of a text its block's id; of the page's short texts a name such as `intro.heading`. */
  readonly id: string;
  readonly ref: SourceRef;
  /** Undefined while an answer that it consists of, or quotes, is still to come. */
  readonly text: string | undefined;
  /** The most tokens that the answers may take that are still to come. */
  readonly openTokens: number;
  /** The most tokens that its translation takes: twice those of its answers, and the bytes of the author's words. */
  readonly limit: number;
}

/** What an article says, in the order of its page. */
export interface Passages {
  /** Markdown: the answers, the author's texts, tables. */
  readonly texts: readonly Passage[];
  /** Title, description, headings, captions, and alternative texts. */
  readonly lines: readonly Passage[];
}

/**
 * All texts of an article that are in its language.
 * @param answers those that are known
 * @throws PreloError for an answer that cannot be shown; TemplateError
 */
export function listPassages(article: Article, answers: ReadonlyMap<string, Answer>): Passages {
  const scope = toScope(article, answers);
  const tokensOf = new Map(
    article.blocks
      .filter(isAsked)
      .map((block) => [block.id, block.kind === "image" ? 0 : block.text.maxOutputTokens] as const),
  );
  const tokens = (ids: readonly string[]): number =>
    ids.reduce((sum, each) => sum + (tokensOf.get(each) ?? 0), 0);
  const toPassage = (
    id: string,
    ref: SourceRef,
    uses: readonly string[],
    say: () => string | undefined,
    own = "",
  ): readonly Passage[] => {
    const open = uses.filter((each) => !answers.has(each));
    const text = open.length > 0 ? undefined : (say() ?? "");
    const limit = 2 * tokens(uses) + Buffer.byteLength(own);
    const passage = { id, ref, text, openTokens: tokens(open), limit };
    return text === undefined || hasWords(text) ? [passage] : [];
  };
  const toLine = (id: string, text: SourceText | undefined, form?: LineForm): readonly Passage[] =>
    text === undefined
      ? []
      : toPassage(
          id,
          text,
          answersUsedBy(text),
          () => (form ? renderLine(text, article, answers, form) : renderText(text, scope)),
          text.value,
        );
  const linesOf = (block: Block): readonly Passage[] =>
    [
      toLine(`${block.id}.heading`, block.heading),
      toLine(`${block.id}.caption`, "caption" in block ? block.caption : undefined, captionForm),
      altsOf(block).flatMap(([id, alt]) => toLine(id, alt, altForm)),
      describedOf(block).flatMap(([id, asked]) =>
        toPassage(id, block.ref, [asked], () => {
          const answer = answers.get(asked);
          return answer?.kind === "text" ? readAltText(answer) : undefined;
        }),
      ),
    ].flat();
  return {
    texts: article.blocks
      .filter(isShownText)
      .flatMap((block) =>
        toPassage(
          block.id,
          block.ref,
          sourcesOf(block),
          () => render(block, answers, scope),
          isAsked(block) ? "" : JSON.stringify(block),
        ),
      ),
    lines: [
      ...toLine("title", article.title, titleForm),
      ...toLine("description", article.description, descriptionForm),
      ...article.blocks.flatMap((block) => (isHidden(block) ? [] : linesOf(block))),
    ],
  };
}

/** How many requests each translation of an article takes, if nothing is there: its texts, and the short ones. */
export function countTexts({ blocks }: Article): number {
  return 1 + blocks.filter(isShownText).length;
}

/** Whether any of an article's texts was written by the sandbox, and by nobody after it. */
export function isOfSandbox(answers: Iterable<Answer>): boolean {
  return [...answers].some(
    (answer) => answer.kind === "text" && answer.provider === sandboxProvider && !answer.edited,
  );
}

function isShownText(block: Block): boolean {
  return kindOf(block).isText === true && !isHidden(block);
}

function isHidden(block: Block): boolean {
  return "hidden" in block && (block.hidden ?? false);
}

/** Code, addresses and formulas are the same in every language. */
function hasWords(text: string): boolean {
  return /\p{L}/u.test(toProse(text, { inlineCode: "drop" }));
}

function sourcesOf(block: Block): readonly string[] {
  return isAsked(block) ? [block.chosen ?? block.id] : answersUsedBy(...kindOf(block).texts(block));
}

/** The Markdown that a block shows. */
function render(
  block: Block,
  answers: ReadonlyMap<string, Answer>,
  scope: Scope,
): string | undefined {
  const section = kindOf(block).section(block, {
    render: (text) => renderText(text, scope),
    caption: (text) => renderText(text, scope),
    answer: () => toText(block.id, answers.get(block.chosen ?? block.id)),
    pictures: [],
    sheet: undefined,
    request: () => ({ samples: [] }),
  });
  return section?.kind === "markdown" ? numberSources(section).markdown : undefined;
}

/** A text as it is translated: where it cites a source that only its own words tell, by a number. */
export function numberSources(section: MarkdownText): Pick<MarkdownText, "markdown" | "sources"> {
  const { markdown, sources } = section;
  return sources === undefined
    ? { markdown }
    : numberPassages(markdown, sources, (text) =>
        parseMarkdown(text, { baseLevel: 2, source: "model" }),
      );
}

/** The alternative texts that the author gives of what is shown, by the names of their lines. */
function altsOf(block: Block): readonly (readonly [string, SourceText])[] {
  const alts = new Map<number | undefined, SourceText>();
  kindOf(block).mapAlts?.(block, (text, number) => {
    alts.set(number, text);
    return text;
  });
  const numbers = "show" in block && !alts.has(undefined) ? block.show : [...alts.keys()];
  return numbers.flatMap((number) => {
    const text = alts.get(number);
    return text === undefined ? [] : [[altLine(block.id, number), text] as const];
  });
}

/** Those that a model gave, by the names of their lines: the ids of the answers. */
function describedOf(block: Block): readonly (readonly [string, string])[] {
  return block.kind === "image" && block.altSettings !== undefined
    ? block.show.map((number) => [altLine(block.id, number), altId(block.id, number)] as const)
    : [];
}

/** The name of the line with the alternative text of a block's pictures, or of one of them. */
export function altLine(id: ImageBlock["id"], number?: number): string {
  return number === undefined ? `${id}.alt` : `${id}.alt.${number}`;
}
