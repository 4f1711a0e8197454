import { plainText } from "../markdown/plain-text.ts";
import { tidyInlines } from "../markdown/tidy-inlines.ts";
import type { Block, Inline } from "../markdown/tree.ts";

/** `Question: …`, before a question that is repeated. */
const label = /^\s*(?:q|question|pergunta|questão|pregunta|frage|domanda)\s*[:.]\s+/iu;

/** True for two texts that differ in case, punctuation and quotation marks at the most. */
export function isSameText(a: string, b: string): boolean {
  return foldWords(a) === foldWords(b);
}

function foldWords(text: string): string {
  return text
    .replaceAll(/[\s.,:;?!¿¡…"“”„«»'‘’]+/gu, " ")
    .trim()
    .toLowerCase();
}

/** A model's text without a first line that says its heading again, as long as something follows. */
export function withoutRepeatedLine(blocks: readonly Block[], heading: string): readonly Block[] {
  const [first, ...others] = blocks;
  if (heading === "" || first?.type !== "paragraph") {
    return blocks;
  }
  const { line, rest } = splitLine(first.children);
  if (rest.length === 0 && others.length === 0) {
    return blocks;
  }
  const text = plainText(line);
  if (!isSameText(text, heading) && !isSameText(text.replace(label, ""), heading)) {
    return blocks;
  }
  return rest.length === 0 ? others : [{ ...first, children: rest }, ...others];
}

/** A run, cut at its first line break. */
function splitLine(run: readonly Inline[]): {
  line: readonly Inline[];
  rest: readonly Inline[];
} {
  for (const [index, inline] of run.entries()) {
    if (inline.type === "break") {
      return { line: run.slice(0, index), rest: tidyInlines(run.slice(index + 1)) };
    }
    const at = inline.type === "text" ? inline.text.indexOf("\n") : -1;
    if (inline.type !== "text" || at < 0) {
      continue;
    }
    const end: Inline = { type: "text", text: inline.text.slice(0, at) };
    const start: Inline = { type: "text", text: inline.text.slice(at + 1) };
    return {
      line: [...run.slice(0, index), end],
      rest: tidyInlines([start, ...run.slice(index + 1)]),
    };
  }
  return { line: run, rest: [] };
}
