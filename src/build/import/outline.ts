import { plainText } from "../../article/markdown/plain-text.ts";
import { readHeading } from "../../article/sections/read-heading.ts";
import { isSameText } from "../../article/sections/repeated-heading.ts";
import type { Remark } from "./material.ts";
import type { ImportedSection } from "./sections.ts";

/** An article's title, and its sections with their headings below it. */
export interface Outline {
  readonly title: string;
  readonly sections: readonly ImportedSection[];
  readonly remarks: readonly Remark[];
}

/**
 * Finds the title: what the file says of itself, or its first heading, or its name. The others get levels
 * from 2 on; one with nothing under it is left out.
 * @param fallback for a file that has neither
 */
export function findOutline(
  all: readonly ImportedSection[],
  said: string | undefined,
  fallback: string,
): Outline {
  const remarks: Remark[] = [];
  const at = all.findIndex(({ heading }) => heading !== undefined);
  const first = all[at];
  const heading = first?.heading;
  const plain = heading === undefined ? "" : plainText(readHeading(heading.text));
  const isTitle =
    heading?.level === 1 &&
    !heading.isBold &&
    (said === undefined ? at <= 1 : isSameText(plain, said));
  const title = said ?? (isTitle ? plain : undefined);
  if (title === undefined) {
    remarks.push({ line: 1, message: `there is no title: it is called “${fallback}”` });
  }
  const below = isTitle ? withoutHeading(all, at) : all;
  const filled = below.filter((section, index) => {
    const isFilled = section.pieces.length > 0 || hasBelow(section, below[index + 1]);
    if (!isFilled && section.heading !== undefined) {
      const message = `nothing stands under “${section.heading.text}”, so it is left out`;
      remarks.push({ line: section.line, message });
    }
    return isFilled;
  });
  return { title: title ?? fallback, sections: levelled(filled), remarks };
}

/** The text below the title, with what stood above it, is the introduction. */
function withoutHeading(all: readonly ImportedSection[], at: number): readonly ImportedSection[] {
  const [before, title] = [all.slice(0, at), all[at]];
  const pieces = [...before, ...(title === undefined ? [] : [title])].flatMap(
    (each) => each.pieces,
  );
  const rest = all.slice(at + 1);
  return pieces.length === 0 ? rest : [{ line: title?.line ?? 1, pieces }, ...rest];
}

function hasBelow({ heading }: ImportedSection, next: ImportedSection | undefined): boolean {
  return heading !== undefined && (next?.heading?.level ?? 0) > heading.level;
}

function levelled(sections: readonly ImportedSection[]): readonly ImportedSection[] {
  const levels = sections.flatMap(({ heading }) => heading?.level ?? []);
  // A title beside that of the front matter has the others below it already.
  const isAlone = levels.length > 1 && levels[0] === 1 && levels.lastIndexOf(1) === 0;
  const shift = 2 - Math.min(...(isAlone ? levels.slice(1) : levels), 6);
  const hasBold = sections.some(({ heading }) => heading?.isBold === true);
  return sections.map((section) => {
    const { heading } = section;
    if (heading === undefined) {
      return section;
    }
    // Bold titles count as of the second level: headings below them keep theirs.
    const level = hasBold && !heading.isBold ? Math.max(3, heading.level) : heading.level + shift;
    return { ...section, heading: { ...heading, level: Math.min(6, Math.max(2, level)) } };
  });
}
