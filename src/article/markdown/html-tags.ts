import { cleanCharacters, foldLine } from "./clean-characters.ts";
import type { Inline } from "./tree.ts";

/**
 * The elements that stay what they are on every page, without their attributes: they say of a stretch
 * of text what it is, and can neither load nor run anything. All other tags are shown as text.
 */
export const tagNames: ReadonlySet<string> = new Set(
  "abbr b bdi cite code del dfn em i ins kbd mark q rp rt ruby s samp small strong sub sup u var".split(
    " ",
  ),
);

/** One that every parser ends at the same place, and that nothing executes. */
const comment = String.raw`<!--(?![->[])(?:(?!--)[^<>])*-->`;
const wholeComment = new RegExp(`^${comment}$`);
const pieces = new RegExp(String.raw`(${comment}|<\/?[A-Za-z][A-Za-z\d]*(?:\s[^<>]*)?\/?>)`);

/** A tag that may have its counterpart among what stands beside it. */
interface LooseTag {
  readonly type: "loose";
  readonly name: string;
  readonly opens: boolean;
  readonly raw: string;
}

/** What a piece of HTML is, before its tags are paired. */
export type HtmlPiece = Inline | LooseTag;

/** True for a comment that may stand on a page. */
export function isComment(raw: string): boolean {
  return wholeComment.test(raw);
}

/** Reads HTML, in which nothing is Markdown: tags and comments that may stay, and text. */
export function readHtmlPieces(html: string): readonly HtmlPiece[] {
  return html.split(pieces).flatMap((raw, index) => {
    if (index % 2 === 1) {
      return [readTag(raw)];
    }
    return raw === "" ? [] : [{ type: "text", text: raw }];
  });
}

/** A single tag or comment; what may not stay is text. */
export function readTag(raw: string): HtmlPiece {
  if (isComment(raw)) {
    return { type: "comment", raw: foldLine(raw) };
  }
  const [, slash, tag = ""] = /^<(\/?)([A-Za-z][A-Za-z\d]*)(?:\s[^<>]*)?>$/.exec(raw) ?? [];
  const name = tag.toLowerCase();
  if (name === "br") {
    return { type: "break" };
  }
  if (/^<br\s*\/>$/i.test(raw)) {
    return { type: "break" };
  }
  if (!tagNames.has(name)) {
    return { type: "text", text: cleanCharacters(raw) };
  }
  return { type: "loose", name, opens: slash === "", raw };
}

/** Makes elements of the tags that pair; one without its counterpart is text. */
export function pairTags(run: readonly HtmlPiece[]): readonly Inline[] {
  const done: HtmlPiece[] = [];
  /** Where in `done` the tags stand that are still open. */
  const open: number[] = [];
  for (const piece of run) {
    if (piece.type !== "loose") {
      done.push(piece);
      continue;
    }
    if (piece.opens) {
      open.push(done.length);
      done.push(piece);
      continue;
    }
    const last = open.findLastIndex((at) => {
      const opener = done[at];
      return opener?.type === "loose" && opener.name === piece.name;
    });
    const start = open[last];
    if (start === undefined) {
      done.push(asText(piece));
    } else {
      open.length = last;
      const children = done
        .splice(start)
        .slice(1)
        .map((each) => asText(each));
      done.push({ type: "tag", name: piece.name, children });
    }
  }
  return done.map((each) => asText(each));
}

function asText(piece: HtmlPiece): Inline {
  return piece.type === "loose" ? { type: "text", text: piece.raw } : piece;
}
