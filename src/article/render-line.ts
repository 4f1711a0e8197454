import type { Answer } from "../answers/types.ts";
import { answerUsed, compileTemplate } from "../job/templates/templates.ts";
import { sandboxProvider } from "../job/provider-names.ts";
import type { Article, SourceText } from "../job/types.ts";
import { shownText } from "./shown-text.ts";
import { foldLine } from "./markdown/clean-characters.ts";
import type { Inline } from "./markdown/tree.ts";
import { plainText } from "./markdown/plain-text.ts";
import { writeInlines } from "./markdown/write-inlines.ts";
import { parseMarkdown } from "./parse-markdown.ts";
import { PublishError } from "./publish-error.ts";
import { renderText, toScope } from "./scope.ts";

/** What a line stands for. */
export interface LineForm {
  readonly name: string;
  /** In characters. */
  readonly longest: number;
  /** Whether an answer of several paragraphs is joined to one line; otherwise it is refused. */
  readonly joins: boolean;
  /** Whether the line is read as Markdown, in which an answer's words are words. */
  readonly isMarkdown?: true;
}

export const titleForm: LineForm = { name: "title", longest: 200, joins: false };
export const descriptionForm: LineForm = { name: "description", longest: 1000, joins: true };
export const captionForm: LineForm = {
  name: "caption",
  longest: 1000,
  joins: true,
  isMarkdown: true,
};
export const altForm: LineForm = { name: "alternative text", longest: 1000, joins: true };

/**
 * A text of one line. The answers that it quotes come as plain words: without what a model says around
 * them, without marks of Markdown, and without quotation marks around all of it. The sandbox knows
 * nothing of titles: of its texts the first words stand there.
 * @throws TemplateError; PublishError PAGE_INVALID at the text for an answer that makes no line
 */
export function renderLine(
  text: SourceText,
  article: Article,
  answers: ReadonlyMap<string, Answer>,
  form: LineForm,
): string {
  const quoted = compileTemplate(text)
    .references.filter(({ path: [root] }) => root === "answers")
    .flatMap((reference) => answerUsed(reference) ?? []);
  if (quoted.length === 0) {
    return renderText(text, toScope(article, answers));
  }
  const fail = (why: string): never => {
    const [block = ""] = quoted;
    throw new PublishError("PAGE_INVALID", `the ${form.name} ${why}`, {
      block,
      ref: text,
      hint: `Mend the answer of "${block}" in its file in answers/, or ask for one line and check it: \`checks: { words: { max: 12 } }\`.`,
    });
  };
  const plain = new Map(
    [...answers].map(([id, answer]) => [
      id,
      answer.kind === "text" && quoted.includes(id) ? toWords(answer, form, fail) : answer,
    ]),
  );
  const line = foldLine(renderText(text, toScope(article, plain)));
  if (line === "") {
    return fail("comes out empty");
  }
  return line.length > form.longest
    ? fail(`has ${line.length} characters; it may have ${form.longest}`)
    : line;
}

type TextAnswer = Extract<Answer, { kind: "text" }>;

function toWords(
  answer: TextAnswer,
  { joins, isMarkdown }: LineForm,
  fail: (why: string) => never,
): TextAnswer {
  if (answer.provider === sandboxProvider && !answer.edited) {
    return { ...answer, body: firstWords(answer.body) };
  }
  const said = shownText(answer);
  const blocks = parseMarkdown(said, { baseLevel: 1, source: "model" }).filter(
    ({ type }) => type !== "comment",
  );
  const lines = blocks.map((block) =>
    block.type === "paragraph" || block.type === "heading"
      ? foldLine(plainText(block.children))
      : fail(`is to be one line, and the answer that it quotes holds a ${block.type}`),
  );
  if (lines.length > 1 && !joins) {
    fail(`is to be one line, and the answer that it quotes has ${lines.length} paragraphs`);
  }
  const words = withoutQuotes(lines.join(" "));
  return { ...answer, body: isMarkdown ? writeInlines([{ type: "text", text: words }]) : words };
}

/** In characters. */
const longestSample = 60;

function firstWords(text: string): string {
  const words = foldLine(plainText(textOf(text))).split(" ");
  const shown = words.filter(
    (_, index) => words.slice(0, index + 1).join(" ").length <= longestSample,
  );
  return shown.join(" ").replace(/[\p{P}\s]+$/u, "");
}

function textOf(markdown: string): readonly Inline[] {
  const blocks = parseMarkdown(markdown, { baseLevel: 1, source: "model" });
  const block = blocks.find(({ type }) => type === "paragraph" || type === "heading");
  return block?.type === "paragraph" || block?.type === "heading" ? block.children : [];
}

const quotes = ['""', "“”", "„“", "”“", "«»", "»«", "‘’", "‚‘", "''"];

/** What somebody put in quotation marks as a whole. */
function withoutQuotes(line: string): string {
  const inside = line.slice(1, -1);
  const isQuoted = quotes.some(
    ([open = "", close = ""]) =>
      line.length > 2 &&
      line.startsWith(open) &&
      line.endsWith(close) &&
      !inside.includes(open) &&
      !inside.includes(close),
  );
  return isQuoted ? inside.trim() : line;
}
