import { findWording, type Speaker, type Wording } from "../../locales/messages.ts";
import type { PlacedSection } from "../../sections/section-blocks.ts";
import { readLanguage } from "../../markdown/read-code.ts";
import { walk } from "../../markdown/walk.ts";
import type { SetFormula } from "./math/formulas.ts";
import type { Highlighter } from "./highlight.ts";
import type { PictureSetting } from "./picture-setting.ts";

/** What sets code and formulas on a page, and the words that it says of them to who cannot see. */
export interface Typesetting extends Highlighter {
  readonly words: Wording["messages"];
  readonly setFormula: SetFormula;
  /** When the next picture of a text loads. */
  readonly load: PictureSetting["load"];
}

/** Loads what these sections need to be set, no more: most pages have neither code nor formulas. */
export async function loadTypesetting(
  sections: readonly PlacedSection[],
  { page, load }: { page: Speaker; load: PictureSetting["load"] },
): Promise<Typesetting> {
  const languages = new Set<string>();
  let hasFormulas = false;
  for (const { section, title, blocks } of sections) {
    if (section.kind === "code") {
      for (const sample of section.samples) {
        languages.add(readLanguage(sample.language));
      }
    }
    walk([...title, ...blocks], (node) => {
      if (node.type === "code" && "language" in node) {
        languages.add(node.language);
      }
      if (node.type === "math") {
        hasFormulas = true;
      }
    });
  }
  const { showSource, loadFormulas } = await import("./math/formulas.ts");
  const { loadHighlighter } = await import("./highlight.ts");
  return {
    words: findWording(page).messages,
    load,
    ...(await loadHighlighter(languages)),
    setFormula: hasFormulas ? await loadFormulas() : showSource,
  };
}
