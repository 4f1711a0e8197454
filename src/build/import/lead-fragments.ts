import { foldLine } from "../../article/markdown/clean-characters.ts";
import { plainText } from "../../article/markdown/plain-text.ts";
import { nameAnchors } from "../../article/numbering/page-headings.ts";
import { decodeFragment } from "../../article/markdown/urls.ts";
import { readHeading } from "../../article/sections/read-heading.ts";
import type { Material, Remark } from "./material.ts";
import type { Outline } from "./outline.ts";
import type { ImportedSection, Piece } from "./sections.ts";

// Each sign can be read in one way only: a text that never closes its bracket takes no longer.
/** Code between backticks, or a link within the page: its text, and what it names. */
const linkOrCode =
  /(`+)[^`](?:[\s\S]*?[^`])?\1(?!`)|(?<!!)\[((?:[^[\]\\!]|!(?!\[)|\\.|!?\[[^[\]]*\](?:\([^()]*\)|(?!\([^()]*\))))*)\]\(<?#([^\s<>"()]*(?:\([^\s()]*\)[^\s<>"()]*)*)>?(?:\s+["'][^"'\n]*["'])?\)/g;
const definition = /^( {0,3}\[[^[\]\n]+\]:\s*<?)#([^\s<>]+)/gm;
/** What gives a place a name: `## Heading {#name}`, `<a name="name">`, `<h2 id="name">`. */
const named = /\{#([^\s{}]+)[^{}\n]*\}|<[A-Za-z][^<>]*\s(?:id|name)\s*=\s*["']?([^"'\s<>]+)/g;

/**
 * An outline with its links to headings as the page calls those: other programs name a heading's anchor
 * in other ways. A link to what is no heading becomes its text.
 */
export function leadFragments(outline: Outline, { parts }: Pick<Material, "parts">): Outline {
  const { title, sections } = outline;
  const headings = nameHeadings(title, sections);
  const places = parts.flatMap((part) =>
    part.kind === "markdown"
      ? Array.from(part.text.matchAll(named), ({ 1: braced, 2: tagged, index }) => ({
          name: braced ?? tagged ?? "",
          line: part.line + part.text.slice(0, index).split("\n").length - 1,
        }))
      : [],
  );
  const find = (fragment: string): string | undefined => {
    const name = decodeFragment(fragment);
    const place = places.find((each) => each.name === name);
    const found =
      headings.find(({ anchor }) => anchor === name) ??
      (place && headingAt(place.line, headings)) ??
      headings.find(({ anchor }) => toKey(anchor) === toKey(name));
    return found?.anchor;
  };
  const remarks: Remark[] = [];
  const lead = (piece: Piece): Piece => {
    if (piece.kind !== "text" || !piece.text.includes("#")) {
      return piece;
    }
    const text = piece.text
      .replaceAll(linkOrCode, (whole, code, content: string, fragment: string) => {
        if (code !== undefined) {
          return whole;
        }
        const anchor = find(fragment);
        if (anchor === undefined) {
          const message = `the link “#${fragment}” leads to no heading, and becomes its text`;
          remarks.push({ line: piece.line, message });
          return content;
        }
        return `[${content}](#${encodeURI(anchor)})`;
      })
      .replaceAll(definition, (whole, before: string, fragment: string) => {
        const anchor = find(fragment);
        return anchor === undefined ? whole : `${before}#${encodeURI(anchor)}`;
      });
    return { ...piece, text };
  };
  const led = sections.map((section) =>
    Object.assign({}, section, { pieces: section.pieces.map(lead) }),
  );
  return { title, sections: led, remarks: [...outline.remarks, ...remarks] };
}

interface NamedHeading {
  readonly line: number;
  readonly anchor: string;
}

/** The headings to which a link can lead, the title first. */
function nameHeadings(
  title: string,
  sections: readonly ImportedSection[],
): readonly NamedHeading[] {
  const anchorOf = nameAnchors();
  const first = { line: 1, anchor: anchorOf(foldLine(title)) };
  return [
    first,
    ...sections.flatMap(({ heading, line }) => {
      if (heading === undefined) {
        return [];
      }
      const anchor = anchorOf(foldLine(plainText(readHeading(heading.text))));
      return heading.isBold ? [] : [{ line, anchor }];
    }),
  ];
}

/** How far above its heading a name may stand. */
const linesAbove = 2;

/** The heading that a line names: the one right below it, else the one that it stands under. */
function headingAt(line: number, headings: readonly NamedHeading[]): NamedHeading | undefined {
  const below = headings.find((each) => each.line >= line && each.line - line <= linesAbove);
  return below ?? headings.findLast((each) => each.line < line);
}

/** The letters and digits of a name, in which all programs agree. */
function toKey(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}
