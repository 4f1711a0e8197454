import { plainText } from "./syntax/plain-text.ts";
import type { Block, Inline } from "./syntax/tree.ts";

const noun =
  "name|e-?mail|company|address|phone|city|title|link|url|nome|empresa|endereço|telefone|cidade|título|nombre|correo|dirección|teléfono|ciudad";

/** What a writer leaves to be filled in. Each is so marked that no finished sentence holds it. */
const marks: readonly RegExp[] = [
  /[[<{](?:insert|inserir|insira|insertar|inserte|inserta|fill in|preencher|preencha|rellenar|rellene)\s[^\]<>{}\n]{1,80}[\]>}]/iu,
  new RegExp(
    String.raw`[[<{](?:your|seu|sua|tu|su)\s(?:${noun})(?:\s[^\]<>{}\n]{0,40})?[\]>}]`,
    "iu",
  ),
  /\[(?:TODO|FIXME|TBD|PLACEHOLDER|placeholder)(?::[^\]\n]{0,80})?\]/u,
  /^(?:TODO|FIXME|TBD)(?::|$)/u,
  /\blorem ipsum dolor sit amet\b/iu,
  /\{\{[^{}\n]{1,80}\}\}|\{%[^{}\n]{1,80}%\}/u,
  /\[object Object\]/u,
];

/** Every mark holds one of these: most texts are told from them at one look. */
const sign = /[[<{]|TODO|FIXME|TBD|lorem/iu;

/** A passage that was never filled in, and the heading that it stands under. */
export interface Placeholder {
  readonly passage: string;
  readonly heading: string;
}

/** Looks for passages that were left to be filled in; code and formulas may hold anything. */
export function findPlaceholders(blocks: readonly Block[]): readonly Placeholder[] {
  const found: Placeholder[] = [];
  let heading = "";
  for (const block of blocks) {
    if (block.type === "heading") heading = plainText(block.children);
    for (const text of textsOf(block)) {
      if (!sign.test(text)) continue;
      const mark = marks.find((pattern) => pattern.test(text));
      const passage = mark?.exec(text)?.[0];
      if (passage !== undefined) found.push({ passage, heading });
    }
  }
  return found;
}

/** The prose of a block, one text for each of its runs. */
function textsOf(block: Block): readonly string[] {
  switch (block.type) {
    case "heading":
    case "paragraph":
      return [proseOf(block.children)];
    case "quote":
    case "note":
      return block.children.flatMap((child) => textsOf(child));
    case "list":
      return block.items.flatMap(({ children }) => children.flatMap((child) => textsOf(child)));
    case "table":
      return [block.header, ...block.rows].flat().map((cell) => proseOf(cell));
    case "code":
    case "math":
    case "rule":
      return [];
    default:
      return block satisfies never;
  }
}

function proseOf(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.type === "code" || inline.type === "math") return "…";
      return "children" in inline ? proseOf(inline.children) : plainText([inline]);
    })
    .join("");
}
