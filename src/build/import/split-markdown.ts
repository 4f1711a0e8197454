import type { Token, Tokens } from "marked";
import { isFootnoteText } from "../../article/markdown/footnote-tokens.ts";
import { isComment } from "../../article/markdown/html-tags.ts";
import { isMarkedToken, markdown } from "../../article/markdown/parser.ts";
import { readFenced } from "../../article/markdown/read-code.ts";
import { boldTextOf, findBoldLines } from "./bold-lines.ts";
import { toDefinition, withDefinitions } from "./definitions.ts";
import { htmlToMarkdown } from "./html/read-html.ts";
import { tidyInlineHtml } from "./html/inline-html.ts";
import { joinDetails, type Located, locate } from "./located-tokens.ts";
import { captionOf, picturesIn, readPictures, readVideo } from "./read-pictures.ts";
import type { Piece, SectionHeading } from "./sections.ts";

/** What a stretch of Markdown consists of, in its order. */
export type Stretch =
  | ({ readonly kind: "heading"; readonly line: number } & SectionHeading)
  | Piece;

/** The signs of a language's name; what is none is shown as plain text. */
const languageName = /^[A-Za-z0-9][A-Za-z0-9_+#.-]{0,39}$/;

/**
 * Cuts Markdown at its headings, its code, its pictures and its videos; the texts between them stay as
 * they are written, each with the notes and addresses that it refers to.
 * @param firstLine the line of the file on which it begins
 */
export function splitMarkdown(text: string, firstLine: number): readonly Stretch[] {
  const located = locate(markdown.pageLexer(text), firstLine);
  const definitions = located.flatMap(({ token }) => toDefinition(token) ?? []);
  const boldLines = findBoldLines(located.map(({ token }) => token));
  const found = joinDetails(located).flatMap((each) => readToken(each, boldLines));
  return joinTexts(found).map((stretch) =>
    stretch.kind === "text"
      ? Object.assign({}, stretch, { text: withDefinitions(stretch.text, definitions) })
      : stretch,
  );
}

/**
 * Cuts a text between its blocks, where those that fit meet those that do not; each part has the notes and
 * addresses that it refers to.
 */
export function cutText(text: string, fits: (part: string) => boolean): readonly string[] {
  const located = joinDetails(locate(markdown.pageLexer(text), 1));
  const definitions = located.flatMap(({ token }) => toDefinition(token) ?? []);
  const parts: { raw: string; isFit: boolean }[] = [];
  for (const { token } of located) {
    const raw = token.raw.replace(/^\n+/, "").trimEnd();
    if (raw === "" || toDefinition(token) !== undefined) {
      continue;
    }
    const isFit = fits(withDefinitions(raw, definitions));
    const last = parts.at(-1);
    if (last?.isFit === isFit) {
      last.raw += `\n\n${raw}`;
    } else {
      parts.push({ raw, isFit });
    }
  }
  return parts.map(({ raw }) => withDefinitions(raw, definitions));
}

function readToken({ token, line }: Located, boldLines: ReadonlySet<Token>): readonly Stretch[] {
  if (isFootnoteText(token)) {
    return [];
  }
  if (!isMarkedToken(token)) {
    return [toText(token.raw, token, line)];
  }
  switch (token.type) {
    case "space":
    case "def":
      return [];
    case "heading":
      return [{ kind: "heading", line, ...readHeading(token) }];
    case "code":
      return readCodeToken(token, line);
    case "html":
      return readHtmlToken(token.raw, line);
    case "paragraph": {
      const bold = boldLines.has(token) ? boldTextOf(token) : undefined;
      if (bold !== undefined) {
        return [{ kind: "heading", line, text: bold, level: 2, isBold: true }];
      }
      return readParagraph(token, line);
    }
    case "blockquote":
    case "br":
    case "checkbox":
    case "codespan":
    case "del":
    case "em":
    case "escape":
    case "hr":
    case "image":
    case "link":
    case "list":
    case "list_item":
    case "strong":
    case "table":
    case "text":
      return [toText(token.raw, token, line)];
    default:
      return token satisfies never;
  }
}

/** Without the id that pandoc and kramdown take from its end. */
function readHeading({ text, depth }: Tokens.Heading): SectionHeading {
  const plain = tidyInlineHtml(text).replace(/\s*\{#[^{}]*\}\s*$/, "");
  return { text: plain.replaceAll(/\s+/g, " ").trim(), level: depth, isBold: false };
}

function readCodeToken(token: Tokens.Code, line: number): readonly Stretch[] {
  const code = token.codeBlockStyle === "indented" ? token.text : readFenced(token.raw);
  const named = /^\{?\.?([^\s{},`]+)/.exec(token.lang ?? "")?.[1] ?? "";
  // A formula is no code, though a fence is around it.
  if (code.trim() === "" || named.toLowerCase() === "math") {
    return code.trim() === "" ? [] : [toText(token.raw, token, line)];
  }
  const language = languageName.test(named) ? named : "text";
  return [{ kind: "code", line, code: code.replace(/\s+$/, ""), language, outputs: [] }];
}

/** A comment stays; of other HTML, what Markdown has words for. */
function readHtmlToken(raw: string, line: number): readonly Stretch[] {
  if (isComment(raw.trim())) {
    return [{ kind: "text", line, text: raw.trim(), pictures: [] }];
  }
  const written = htmlToMarkdown(raw).trim();
  return written === "" ? [] : splitAgain(written, line);
}

/** What was written anew stands where the old did. */
function splitAgain(text: string, line: number): readonly Stretch[] {
  return splitMarkdown(text, line).map((each) => Object.assign({}, each, { line }));
}

function readParagraph(token: Tokens.Paragraph, line: number): readonly Stretch[] {
  const tidy = /<[A-Za-z/!]/.test(token.raw) ? tidyInlineHtml(token.raw) : token.raw;
  if (tidy !== token.raw) {
    return splitAgain(tidy, line);
  }
  const video = readVideo(token.tokens);
  if (video !== undefined) {
    return [{ kind: "video", line, ...video }];
  }
  const [pictures, caption] = readPictures(token.tokens);
  return [
    pictures === undefined
      ? toText(token.raw, token, line)
      : { kind: "pictures", line, pictures, ...(caption !== undefined && { caption }) },
  ];
}

function toText(raw: string, token: Token, line: number): Piece {
  const text = raw.replace(/^\n+/, "").trimEnd();
  return { kind: "text", line, text, pictures: picturesIn(token, text) };
}

/** Texts one after another are one; one in italics below pictures is their caption. */
function joinTexts(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const next of stretches) {
    const last = joined.at(-1);
    const caption =
      last?.kind === "pictures" && last.caption === undefined && next.kind === "text"
        ? captionOf(next.text)
        : undefined;
    if (last?.kind === "pictures" && caption !== undefined) {
      joined[joined.length - 1] = { ...last, caption };
    } else if (last?.kind === "text" && next.kind === "text") {
      const text = [last.text, next.text].filter((each) => each !== "").join("\n\n");
      joined[joined.length - 1] = { ...last, text, pictures: [...last.pictures, ...next.pictures] };
    } else if (next.kind !== "text" || next.text !== "") {
      joined.push(next);
    }
  }
  return joined;
}
