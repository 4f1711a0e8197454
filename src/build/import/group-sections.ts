import type { Material, Part } from "./material.ts";
import type { ImportedSection, Piece } from "./sections.ts";
import { splitMarkdown, type Stretch } from "./split-markdown.ts";

/** What was read, by its headings; what stands before the first of them comes first, without one. */
export function groupSections({ parts }: Pick<Material, "parts">): readonly ImportedSection[] {
  const sections: ImportedSection[] = [];
  let pieces: Piece[] = [];
  for (const stretch of parts.flatMap((part) => splitPart(part))) {
    if (stretch.kind === "heading") {
      pieces = [];
      const { kind: _, line, ...heading } = stretch;
      sections.push({ heading, line, pieces });
      continue;
    }
    if (sections.length === 0) {
      sections.push({ line: stretch.line, pieces });
    }
    const last = pieces.at(-1);
    if (last?.kind === "text" && stretch.kind === "text") {
      // Cells of a notebook, one below the other.
      const text = `${last.text}\n\n${stretch.text}`;
      pieces[pieces.length - 1] = {
        ...last,
        text,
        pictures: [...last.pictures, ...stretch.pictures],
      };
    } else {
      pieces.push(stretch);
    }
  }
  return sections;
}

function splitPart(part: Part): readonly Stretch[] {
  return part.kind === "markdown" ? splitMarkdown(part.text, part.line) : [part];
}
