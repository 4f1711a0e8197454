import type { Token, Tokens } from "marked";
import { foldLine } from "./clean-characters.ts";
import { decodeEntities } from "./entities.ts";
import { isFootnoteMark } from "./footnote-tokens.ts";
import { disarmFormula } from "./math.ts";
import { isMarkedToken } from "./parser.ts";
import { plainText } from "./plain-text.ts";
import { tidyInlines } from "./tidy-inlines.ts";
import type { Inline, TextSource } from "./tree.ts";
import { readDestination } from "./urls.ts";

/** Link texts that say nothing; the host is added to them. */
const vagueTexts = new Set(["click here", "here", "link", "more"]);

/** Turns marked's inline tokens into the tree: HTML as text, links checked, no remote picture. */
export function readInlines(tokens: readonly Token[], source: TextSource): readonly Inline[] {
  return tidyInlines(readAll(tokens, source));
}

function readAll(tokens: readonly Token[], source: TextSource): readonly Inline[] {
  return tokens.flatMap((token) => readInline(token, source));
}

function readInline(token: Token, source: TextSource): readonly Inline[] {
  if (isFootnoteMark(token)) return [{ type: "footnote", label: token.label }];
  if (!isMarkedToken(token)) {
    return [{ type: "math", raw: disarmFormula(foldLine(token.raw)) }];
  }
  switch (token.type) {
    case "text":
      return token.tokens === undefined ? readText(token.raw) : readAll(token.tokens, source);
    case "escape":
      return [{ type: "text", text: token.text }];
    case "html":
      return readHtmlText(token.raw);
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
  return decodeEntities(raw).map((piece) =>
    "text" in piece ? { type: "text", text: piece.text } : { type: "entity", raw: piece.entity },
  );
}

/** HTML is shown as it was written; only `<br>` is what it says, for models write it so often. */
export function readHtmlText(raw: string): readonly Inline[] {
  return raw
    .split(/<br\s*\/?>/i)
    .flatMap((text, index): readonly Inline[] =>
      index === 0 ? [{ type: "text", text }] : [{ type: "break" }, { type: "text", text }],
    );
}

function readCode(text: string): readonly Inline[] {
  const code = foldLine(text);
  return code === "" ? [] : [{ type: "code", code }];
}

function readLink(token: Tokens.Link, source: TextSource): readonly Inline[] {
  if (token.autolink === true) return readAddress(token);
  const children = readAll(token.tokens, source);
  const destination = readDestination(token.href, { literal: false });
  if (destination.kind === "refused") return children;
  if (destination.kind === "local" && source === "model") return children;
  const { rest, marks } = takeFootnotes(children);
  return [makeLink(destination.url, rest), ...marks];
}

/** The mark of a footnote is a link itself: out of another link it goes behind it. */
function takeFootnotes(inlines: readonly Inline[]): {
  rest: readonly Inline[];
  marks: readonly Inline[];
} {
  const marks: Inline[] = [];
  const rest = inlines.flatMap((inline): readonly Inline[] => {
    if (inline.type === "footnote") {
      marks.push(inline);
      return [];
    }
    if (!("children" in inline)) return [inline];
    const inner = takeFootnotes(inline.children);
    marks.push(...inner.marks);
    return [{ ...inline, children: inner.rest }];
  });
  return { rest, marks };
}

/** A bare address ends before a character that no address has, whatever the parser says. */
function readAddress(token: Tokens.Link): readonly Inline[] {
  const shown = /^[^\s\\[\]`|<>"^{}]*/.exec(token.text)?.[0] ?? "";
  const text: Inline = { type: "text", text: shown };
  const rest: Inline = { type: "text", text: token.text.slice(shown.length) };
  const prefix = token.href.slice(0, token.href.length - token.text.length);
  const destination = readDestination(`${prefix}${shown}`, { literal: true });
  const isWhole = rest.text === "" || /^(?:https?:\/\/|www\.)\w/i.test(shown);
  return destination.kind === "remote" && isWhole
    ? [{ type: "link", url: destination.url, children: [text] }, rest]
    : [text, rest];
}

function readImage(token: Tokens.Image, source: TextSource): readonly Inline[] {
  const alt = foldLine(plainText(readAll(token.tokens, source)));
  const destination = readDestination(token.href, { literal: false });
  if (destination.kind === "remote") {
    return [makeLink(destination.url, alt === "" ? [] : [{ type: "text", text: alt }])];
  }
  if (destination.kind === "refused" || source === "model") return [{ type: "text", text: alt }];
  const name = destination.url.split(/[?#]/)[0]?.split("/").at(-1) ?? "";
  return [{ type: "image", url: destination.url, alt: alt === "" ? name : alt }];
}

function makeLink(url: string, children: readonly Inline[]): Inline {
  const text = plainText(children).trim();
  if (text === "") return { type: "link", url, children: [{ type: "text", text: url }] };
  const words = text
    .replaceAll(/[\W_]+/g, " ")
    .trim()
    .toLowerCase();
  if (!vagueTexts.has(words)) return { type: "link", url, children };
  const place = /^https?:\/\/([^/?#]+)/.exec(url)?.[1] ?? url;
  return { type: "link", url, children: [...children, { type: "text", text: ` (${place})` }] };
}
