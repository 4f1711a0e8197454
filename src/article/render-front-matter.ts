import { isSourceText } from "../blocks/source-text.ts";
import type { FrontMatterKeys, FrontMatterValue } from "../job/schema/front-matter.ts";
import { compileTemplate, isTemplate, type Scope } from "../job/templates/templates.ts";
import type { Article, Json, JsonObject, SourceText } from "../job/types.ts";
import { cleanCharacters } from "./markdown/clean-characters.ts";
import type { ArticleDocument, PageHead } from "./types.ts";

/**
 * What an author adds to the headers of an article's pages, the templates rendered: to its own, and to those
 * that lead on from its former names, which tell nothing of it but its title.
 * @param document the article without them
 * @throws TemplateError
 */
export function renderHeaders(
  { frontMatter, aliases }: Pick<Article, "frontMatter" | "aliases">,
  document: PageHead,
  scope: Scope,
): Pick<ArticleDocument, "frontMatter" | "aliases"> {
  const { title, language } = document;
  return {
    frontMatter: renderFrontMatter(frontMatter, document, scope),
    aliases: aliases.map((slug) => {
      const head = { slug, title, language, tags: [] };
      return { ...head, frontMatter: renderFrontMatter(frontMatter, head, scope) };
    }),
  };
}

function renderFrontMatter(keys: FrontMatterKeys, document: PageHead, scope: Scope): JsonObject {
  const full = { ...scope, article: describe(document) };
  return Object.fromEntries(
    Object.entries(keys).map(([key, value]) => [key, renderValue(value, full)]),
  );
}

function describe(document: PageHead): NonNullable<Scope["article"]> {
  const { title, slug, language, author, description, date, tags, draft } = document;
  const { address, cover, pageUrl } = document;
  return {
    title,
    slug,
    language,
    author: author ?? "",
    description: description ?? "",
    date: date ?? "",
    tags,
    draft: draft ?? false,
    cover: cover ?? "",
    cover_url: address !== undefined && cover !== undefined ? address + cover : "",
    url: pageUrl ?? "",
  };
}

function renderValue(value: FrontMatterValue, scope: Scope): Json {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (isSourceText(value)) {
    return renderText(value, scope);
  }
  if (isList(value)) {
    return value.map((each) => renderValue(each, scope));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, renderValue(each, scope)]),
  );
}

/** A template that is one value, such as `{{ article.tags }}`, stands for that value. */
function renderText(text: SourceText, scope: Scope): Json {
  if (!isTemplate(text)) {
    return cleanCharacters(text.value);
  }
  const template = compileTemplate(text);
  const value = template.evaluate(scope);
  return isJson(value) && typeof value !== "string"
    ? value
    : cleanCharacters(template.render(scope)).trim();
}

function isJson(value: unknown): value is Json {
  return (
    typeof value === "boolean" ||
    typeof value === "number" ||
    typeof value === "string" ||
    (typeof value === "object" && value !== null)
  );
}

function isList(value: object): value is readonly FrontMatterValue[] {
  return Array.isArray(value);
}
