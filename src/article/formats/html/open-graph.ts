import type { Picture, Variant } from "../../../blocks/sections.ts";
import { foldLine } from "../../markdown/clean-characters.ts";
import type { ArticleDocument } from "../../types.ts";
import { escapeHtml, encodePath } from "./escape-html.ts";

/**
 * What a link to the page shows where it is shared: Open Graph, as `meta` elements. Its address
 * and its picture must be absolute there, and stand only when it is known where the page will be.
 */
export function describeForShares(document: ArticleDocument): readonly string[] {
  const { address, pageUrl, title, description, language, date, tags } = document;
  const cover = address === undefined ? undefined : findCover(document);
  return [
    ...property("og:type", "article"),
    ...property("og:title", title),
    ...property("og:description", description),
    ...property("og:locale", localeOf(language)),
    ...property("og:url", pageUrl),
    ...(cover === undefined ? [] : describeCover(`${address}`, cover)),
    ...property("article:published_time", date),
    ...tags.flatMap((tag) => property("article:tag", tag)),
    ...(cover === undefined ? [] : ['<meta name="twitter:card" content="summary_large_image">']),
  ];
}

interface Cover {
  readonly picture: Picture;
  readonly variant: Variant;
}

function describeCover(address: string, { picture, variant }: Cover): readonly string[] {
  return [
    `<meta property="og:image" content="${escapeHtml(new URL(encodePath(variant.file), address).href)}">`,
    ...property("og:image:type", `image/${variant.format}`),
    ...property("og:image:width", String(variant.widthPx)),
    ...property("og:image:height", String(variant.heightPx)),
    ...property("og:image:alt", picture.alt),
  ];
}

function findCover({ cover, sections }: ArticleDocument): Cover | undefined {
  for (const section of sections) {
    if (section.kind === "gallery") {
      for (const picture of section.pictures) {
        const variant = picture.variants.find(({ file }) => file === cover);
        if (variant !== undefined) {
          return { picture, variant };
        }
      }
    }
  }
  return undefined;
}

/** Open Graph writes `pt_BR`, always with a region: a language alone has no locale. */
function localeOf(language: string): string | undefined {
  const [, name, region] = /^([a-z]{2,3})(?:-[a-z]{4})?-([a-z]{2})$/i.exec(language) ?? [];
  if (name === undefined || region === undefined) {
    return undefined;
  }
  return `${name.toLowerCase()}_${region.toUpperCase()}`;
}

function property(name: string, content: string | undefined): readonly string[] {
  const text = foldLine(content ?? "");
  return text === "" ? [] : [`<meta property="${name}" content="${escapeHtml(text)}">`];
}
