import { decodeText, startsLikeEntity } from "./entities.ts";
import { cleanCharacters } from "./clean-characters.ts";

export type Destination =
  | { readonly kind: "remote"; readonly url: string }
  /** A path beside the page, or a `#fragment` of it. */
  | { readonly kind: "local"; readonly url: string }
  /** Another article of the job: `article:slug`, and perhaps a `#fragment` of it. */
  | { readonly kind: "article"; readonly url: string }
  /** A scheme that is not allowed on a page, or no destination at all. */
  | { readonly kind: "refused" };

/**
 * Says where a link leads. Only `http:`, `https:`, `mailto:`, `tel:`, Prelo's own `article:`, and paths
 * without a scheme are let through; white space and control characters, which browsers skip, are removed first.
 */
export function readDestination(href: string, options: { literal: boolean }): Destination {
  const decoded = options.literal ? href : decodeText(href);
  const url = encodeUrl(
    cleanCharacters(decoded)
      .replaceAll(/[\n\t]/g, "")
      .trim(),
  );
  if (url === "" || url === "#") {
    return { kind: "refused" };
  }
  const scheme = /^([^/?#]*?):/.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return url.startsWith("//") ? { kind: "remote", url: `https:${url}` } : { kind: "local", url };
  }
  const rest = url.slice(scheme.length + 1);
  if ((scheme === "mailto" || scheme === "tel") && rest !== "") {
    return { kind: "remote", url: `${scheme}:${rest}` };
  }
  if (scheme === "article" && rest !== "") {
    return { kind: "article", url: `article:${rest}` };
  }
  if ((scheme === "http" || scheme === "https") && /^\/\/[^/?#]/.test(rest)) {
    return { kind: "remote", url: `${scheme}:${rest}` };
  }
  return { kind: "refused" };
}

/** Percent-encodes what would end a Markdown destination or change its meaning. */
function encodeUrl(url: string): string {
  return url.replaceAll(/[\s<>"\\`]/gu, (character) => encodeURIComponent(character));
}

/** An address as it stands between the brackets of a Markdown link. */
export function escapeDestination(url: string): string {
  const paired = hasPlainBrackets(url) ? url : url.replaceAll(/[()]/g, String.raw`\$&`);
  return escapeEntities(paired);
}

/** A link's title as it stands between quotation marks. */
export function escapeTitle(title: string): string {
  return escapeEntities(title.replaceAll(/["\\]/g, String.raw`\$&`));
}

function escapeEntities(text: string): string {
  return text.replaceAll("&", (_, at: number) =>
    startsLikeEntity(text.slice(at, at + 40)) ? "&amp;" : "&",
  );
}

/** Brackets that every parser pairs alike: balanced, and none inside another. */
function hasPlainBrackets(url: string): boolean {
  let depth = 0;
  for (const character of url) {
    if (character === "(") {
      depth += 1;
    }
    if (character === ")") {
      depth -= 1;
    }
    if (depth < 0 || depth > 1) {
      return false;
    }
  }
  return depth === 0;
}

/** A fragment as a heading's anchor is written: percent-encoded letters are letters. */
export function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
