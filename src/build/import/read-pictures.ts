import type { Token, Tokens } from "marked";
import { isMarkedToken, markdown } from "../../article/markdown/parser.ts";
import { youtubeIdOf } from "../../blocks/youtube.ts";
import type { NamedPicture } from "./sections.ts";

/** True for an address of another place than the file's own. */
export function isElsewhere(url: string): boolean {
  return /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(url);
}

/**
 * The pictures of a paragraph that holds nothing else, each beside the file, and the caption in italics
 * below them; nothing for any other.
 */
export function readPictures(
  tokens: readonly Token[],
): readonly [pictures?: readonly NamedPicture[], caption?: string | undefined] {
  const shown = tokens.filter((token) => token.type !== "br" && token.raw.trim() !== "");
  const caption = captionOf(shown.at(-1)?.raw ?? "");
  const pictures = (caption === undefined ? shown : shown.slice(0, -1)).map((token) =>
    readPicture(token),
  );
  return pictures.length > 0 && pictures.every((picture) => picture !== undefined)
    ? [pictures, caption]
    : [];
}

/** A picture; of one that links to a larger one beside it, that. */
function readPicture(token: Token): NamedPicture | undefined {
  if (!isMarkedToken(token)) {
    return undefined;
  }
  if (token.type === "image") {
    const { href: url, text: alt, title } = token;
    return isElsewhere(url) || url.startsWith("/") || (title ?? "") !== ""
      ? undefined
      : { url, alt };
  }
  const [only, ...others] = token.type === "link" ? token.tokens : [];
  const inner = only === undefined || others.length > 0 ? undefined : readPicture(only);
  if (inner === undefined || token.type !== "link") {
    return undefined;
  }
  const isPicture = /\.(?:png|jpe?g|webp|avif|gif|tiff?|svg)$/i.test(token.href);
  return isPicture && !isElsewhere(token.href) && !token.href.startsWith("/")
    ? { ...inner, url: token.href }
    : undefined;
}

/** A picture that links to a video, alone in its paragraph. */
export function readVideo(
  tokens: readonly Token[],
): { readonly url: string; readonly alt: string; readonly poster?: string } | undefined {
  const [link, ...others] = tokens.filter((token) => token.raw.trim() !== "");
  if (link === undefined || others.length > 0 || !isMarkedToken(link) || link.type !== "link") {
    return undefined;
  }
  const [image, ...rest] = link.tokens;
  if (image === undefined || rest.length > 0 || !isMarkedToken(image) || image.type !== "image") {
    return undefined;
  }
  const { href: url } = link;
  const isLocal = !isElsewhere(image.href) && !image.href.startsWith("/");
  const isKnown = youtubeIdOf(url) !== undefined;
  const isVideo =
    isKnown || /^https:\/\/(?:[\w-]+\.)*(?:vimeo\.com|dailymotion\.com|ted\.com)\//.test(url);
  if (!url.startsWith("https://") || !isVideo || !(isLocal || isKnown)) {
    return undefined;
  }
  const alt = image.text.trim() === "" ? "Video" : image.text.trim();
  return { url, alt, ...(isLocal && { poster: image.href }) };
}

/** The caption that a paragraph is, if it stands below pictures: all of it in italics. */
export function captionOf(text: string): string | undefined {
  const [, starred, scored] = /^(?:\*(?!\*)([^*\n]+)\*|_(?!_)([^_\n]+)_)$/.exec(text.trim()) ?? [];
  return (starred ?? scored)?.trim();
}

/** All pictures that a text shows, by the addresses that it has for them. */
export function picturesIn(token: Token, text: string): readonly NamedPicture[] {
  const found: NamedPicture[] = [];
  const visit = (each: unknown): void => {
    if (Array.isArray(each)) {
      each.forEach(visit);
    } else if (typeof each === "object" && each !== null) {
      if ("type" in each && each.type === "image" && isImage(each)) {
        found.push({ url: each.href, alt: each.text });
      }
      ["tokens", "items", "header", "rows"].forEach((key) => visit(Reflect.get(each, key)));
    }
  };
  // A text that was put together has not been read yet.
  visit(token.type === "text" && text.includes("![") ? markdown.pageLexer(text) : token);
  return found;
}

function isImage(token: object): token is Tokens.Image {
  return "href" in token && typeof token.href === "string";
}
