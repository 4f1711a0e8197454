import type { Token, Tokens } from "marked";
import { foldLine } from "./clean-characters.ts";
import { decodeEntities, decodeText } from "./entities.ts";
import { isFootnoteMark } from "./footnote-tokens.ts";
import { type HtmlPiece, pairTags, readTag } from "./html-tags.ts";
import { replaceInlines } from "./map-inlines.ts";
import { disarmFormula } from "./math.ts";
import { isMarkedToken } from "./parser.ts";
import { plainText } from "./plain-text.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import { forgetTabs } from "./tabs.ts";
import type { Inline, TextSource } from "./tree.ts";
import { readDestination } from "./urls.ts";

/** Turns marked's inline tokens into the tree: tags paired, links checked, no remote picture. */
export function readInlines(tokens: readonly Token[], source: TextSource): readonly Inline[] {
  return tidyInlines(readAll(tokens, source));
}

function readAll(tokens: readonly Token[], source: TextSource): readonly Inline[] {
  return pairTags(tokens.flatMap((token) => readInline(token, source)));
}

function readInline(token: Token, source: TextSource): readonly HtmlPiece[] {
  if (isFootnoteMark(token)) {
    return [{ type: "footnote", label: token.label }];
  }
  if (!isMarkedToken(token)) {
    return [{ type: "math", raw: disarmFormula(foldLine(forgetTabs(token.raw))) }];
  }
  switch (token.type) {
    case "text":
      return token.tokens === undefined ? readText(token.raw) : readAll(token.tokens, source);
    case "escape":
      return [{ type: "text", text: token.text }];
    case "html":
      return [readTag(forgetTabs(token.raw))];
    case "codespan":
      return readCode(token.text);
    case "br":
      return [{ type: "break" }];
    case "em":
    case "strong":
    case "del":
      return [{ type: token.type, children: readAll(token.tokens, source) }];
    case "link":
      return readLink(token, source);
    case "image":
      return readImage(token, source);
    case "blockquote":
    case "checkbox":
    case "code":
    case "def":
    case "heading":
    case "hr":
    case "list":
    case "list_item":
    case "paragraph":
    case "space":
    case "table":
      return [];
    default:
      return token satisfies never;
  }
}

function readText(raw: string): readonly Inline[] {
  return decodeEntities(forgetTabs(raw)).map((piece) =>
    "text" in piece ? { type: "text", text: piece.text } : { type: "entity", raw: piece.entity },
  );
}

function readCode(text: string): readonly Inline[] {
  const code = forgetTabs(text).replaceAll("\n", " ");
  return code === "" ? [] : [{ type: "code", code }];
}

function readLink(token: Tokens.Link, source: TextSource): readonly Inline[] {
  if (token.autolink === true) {
    return readAddress(token);
  }
  const children = readAll(token.tokens, source);
  const destination = readDestination(token.href, { literal: false });
  if (destination.kind === "refused") {
    return children;
  }
  if (destination.kind === "local" && source !== "author") {
    return children;
  }
  const { rest, marks } = takeFootnotes(children);
  return [makeLink(destination.url, rest, token.title), ...marks];
}

/** A footnote mark is itself a link, so inside another link it moves behind that one. */
function takeFootnotes(inlines: readonly Inline[]): {
  rest: readonly Inline[];
  marks: readonly Inline[];
} {
  const marks: Inline[] = [];
  const rest = replaceInlines(inlines, (inline) => {
    if (inline.type === "footnote") {
      marks.push(inline);
      return [];
    }
    return [inline];
  });
  return { rest, marks };
}

/** A bare address, or one between angle brackets; of any other scheme it is text. */
function readAddress({ text, href }: Tokens.Link): readonly Inline[] {
  const shown: Inline = { type: "text", text };
  const prefix = href.slice(0, href.length - text.length);
  const destination = readDestination(`${prefix}${text}`, { literal: true });
  if (destination.kind === "refused" || destination.kind === "local") {
    return [shown];
  }
  return [{ type: "link", url: destination.url, children: [shown] }];
}

function readImage(token: Tokens.Image, source: TextSource): readonly Inline[] {
  const alt = foldLine(plainText(readAll(token.tokens, source)));
  const destination = readDestination(token.href, { literal: false });
  if (destination.kind === "remote") {
    const children: readonly Inline[] = alt === "" ? [] : [{ type: "text", text: alt }];
    return [makeLink(destination.url, children, token.title)];
  }
  if (destination.kind !== "local" || source === "model") {
    return [{ type: "text", text: alt }];
  }
  const name = destination.url.split(/[?#]/)[0]?.split("/").at(-1) ?? "";
  const shown = alt === "" ? name : alt;
  return [{ type: "image", url: destination.url, alt: shown, ...titleOf(token.title) }];
}

function makeLink(
  url: string,
  children: readonly Inline[],
  title: string | null | undefined,
): Inline {
  const hasContent =
    children.some((child) => child.type === "image") || plainText(children).trim() !== "";
  const shown: readonly Inline[] = hasContent ? children : [{ type: "text", text: url }];
  return { type: "link", url, ...titleOf(title), children: shown };
}

function titleOf(title: string | null | undefined): { readonly title?: string } {
  const text = foldLine(decodeText(title ?? ""));
  return text === "" ? {} : { title: text };
}
