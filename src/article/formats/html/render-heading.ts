import { plainText } from "../../markdown/plain-text.ts";
import type { Inline } from "../../markdown/tree.ts";
import { foldLine } from "../../markdown/clean-characters.ts";
import { escapeHtml } from "./escape-html.ts";
import { renderInlines } from "./render-inlines.ts";
import type { Typesetting } from "./typesetting.ts";

/** A heading that has an address on its page. */
export interface AddressedHeading {
  readonly level: number;
  readonly id: string;
  /** What a link to it names after the `#`. */
  readonly target: string;
  readonly title: readonly Inline[];
}

/**
 * A heading, and a link to it whose address can be copied. The link stands beside the heading, not in
 * it, so that it is no part of the heading's name; it has no text, so that copied prose is free of it.
 */
export function renderHeading(
  { level, id, target, title }: AddressedHeading,
  typesetting: Typesetting,
): string {
  const text = foldLine(plainText(title));
  const name =
    text === "" ? typesetting.words.headingLink : `${typesetting.words.headingLink}: ${text}`;
  const inner = renderInlines(title, typesetting);
  // One that is wider than the page is scrolled, also with the keyboard.
  const scrolls = inner.includes("<math") ? ' tabindex="0"' : "";
  // What reads a page aloud may pass over formulas: one that is the whole heading is named by its words.
  const isFormula = title.every(({ type }) => type === "math");
  const words = text.replaceAll(/^\$+|\$+$/g, "");
  const label = isFormula && words !== "" ? ` aria-label="${escapeHtml(words)}"` : "";
  return `<div class="heading"><h${level} id="${escapeHtml(id)}"${label}${scrolls}>${inner}</h${level}><a class="anchor" href="#${escapeHtml(target)}" aria-label="${escapeHtml(name)}"></a></div>`;
}
