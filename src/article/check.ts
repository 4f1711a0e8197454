import type { Token } from "marked";
import { isMarkedToken, markdown as parser } from "./syntax/parser.ts";

/**
 * The last look at a finished page.
 * @param markdown The page, with its front matter.
 * @param files Every file of the article's folder, relative to it, with forward slashes.
 * @returns One sentence for each problem; nothing when the page may be published.
 */
export function checkDocument(markdown: string, files: ReadonlySet<string>): readonly string[] {
  const tokens = parser.lexer(withoutFrontMatter(markdown));
  return [...checkTitle(tokens), ...checkSections(tokens), ...checkTargets(tokens, files)];
}

function withoutFrontMatter(markdown: string): string {
  return markdown.replace(/^---\n[\s\S]*?\n---\n/, "");
}

function checkTitle(tokens: readonly Token[]): readonly string[] {
  const titles = tokens.filter((token) => token.type === "heading" && token["depth"] === 1);
  return titles.length === 1 ? [] : [`The page has ${titles.length} titles (# …) instead of one.`];
}

/** A section is empty when the next thing is a heading of its level or above, a rule, or the end. */
function checkSections(tokens: readonly Token[]): readonly string[] {
  const parts = tokens.filter((token) => token.type !== "space" && token.type !== "def");
  return parts.flatMap((part, index) => {
    if (!isMarkedToken(part) || part.type !== "heading") return [];
    const next = parts[index + 1];
    const isEmpty =
      next === undefined ||
      next.type === "hr" ||
      (next.type === "heading" && Number(next["depth"]) <= part.depth);
    return isEmpty ? [`The section “${part.text}” is empty.`] : [];
  });
}

function checkTargets(tokens: readonly Token[], files: ReadonlySet<string>): readonly string[] {
  return tokens
    .flatMap((token) => targetsOf(token))
    .flatMap(({ type, href }) => {
      const problem = checkTarget(type, href, files);
      return problem === undefined ? [] : [problem];
    });
}

interface Target {
  readonly type: "link" | "image";
  readonly href: string;
}

/** Every link and picture in a token and below it, items and cells included. */
function targetsOf(token: Token): readonly Target[] {
  const own: readonly Target[] =
    token.type === "link" || token.type === "image"
      ? [{ type: token.type, href: String(token["href"]) }]
      : [];
  return [...own, ...childrenOf(token).flatMap((child) => targetsOf(child))];
}

function childrenOf(token: Token): readonly Token[] {
  if (!isMarkedToken(token)) return [];
  if (token.type === "list") return token.items;
  if (token.type === "table") {
    return [token.header, ...token.rows].flat().flatMap((cell) => cell.tokens);
  }
  return "tokens" in token ? (token.tokens ?? []) : [];
}

function checkTarget(
  type: "link" | "image",
  href: string,
  files: ReadonlySet<string>,
): string | undefined {
  if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(href)) {
    return type === "image" ? `A picture is not local: ${withoutQuery(href)}` : undefined;
  }
  const path = withoutQuery(href);
  if (path === "" && type === "link") return undefined;
  const file = decodePath(path).replace(/^(?:\.\/)+/, "");
  if (files.has(file)) return undefined;
  return type === "image"
    ? `The picture “${path}” is not among the article's files.`
    : `The link “${path}” leads to no file of the article.`;
}

/** A query may be a signature, and a problem is printed. */
function withoutQuery(href: string): string {
  return href.replace(/[?#][\s\S]*$/, "");
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
