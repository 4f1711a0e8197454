import type { DiagnosticList } from "../../job/diagnostics/diagnostic-list.ts";
import { Embedded } from "./embedded.ts";
import type { Material } from "./material.ts";
import { takeFrontMatter } from "./read-front-matter.ts";
import { readHead } from "./read-head.ts";

/**
 * Reads a Markdown file: its front matter, and its text.
 * @returns nothing when a mistake was reported
 */
export function readMarkdownFile(
  name: string,
  text: string,
  diagnostics: DiagnosticList,
): Material | undefined {
  const taken = takeFrontMatter(name, text, diagnostics);
  if (taken === undefined) {
    return undefined;
  }
  const { values, whole } = taken;
  const embedded = new Embedded();
  const line = whole.split("\n").length;
  const body = setDefinitionsApart(text.slice(whole.length));
  const part = { kind: "markdown", text: embedded.takeOut(body), line } as const;
  return { ...readHead(values, 1), parts: [part], embedded: embedded.pictures };
}

/** Below a note, the address of a link would be one more line of the note: nobody means that. */
function setDefinitionsApart(text: string): string {
  return text.replaceAll(/^(\[\^[^\]\n]+\]:.*)\n(?=\[[^\]^\n]+\]:[ \t]*\S)/gm, "$1\n\n");
}
