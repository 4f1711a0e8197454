import type { Inline } from "../../markdown/tree.ts";
import type { Picture } from "../../../blocks/sections.ts";
import { escapeHtml } from "./escape-html.ts";
import { renderPicture } from "./render-picture.ts";
import { renderCitation, renderFootnoteMark } from "./render-marks.ts";
import type { Typesetting } from "./typesetting.ts";

/** A run of inlines as HTML; addresses were checked when the tree was read. */
export function renderInlines(
  inlines: readonly Inline[],
  typesetting: Pick<Typesetting, "setFormula" | "load">,
): string {
  return inlines.map((inline) => renderInline(inline, typesetting)).join("");
}

function renderInline(
  inline: Inline,
  typesetting: Pick<Typesetting, "setFormula" | "load">,
): string {
  switch (inline.type) {
    case "text":
      return escapeHtml(inline.text);
    case "entity":
      return inline.raw;
    case "code":
      return `<code>${escapeHtml(inline.code)}</code>`;
    case "math":
      return `<span class="math">${typesetting.setFormula(inline.raw)}</span>`;
    case "break":
      return "<br>\n";
    case "em":
    case "strong":
    case "del":
      return `<${inline.type}>${renderInlines(inline.children, typesetting)}</${inline.type}>`;
    case "tag":
      return `<${inline.name}>${renderInlines(inline.children, typesetting)}</${inline.name}>`;
    case "comment":
      return "";
    case "link":
      return `<a href="${escapeHtml(inline.url)}"${relationOf(inline.url)}${titleOf(inline)}>${renderInlines(inline.children, typesetting)}</a>`;
    case "footnote":
      return renderFootnoteMark(inline);
    case "citation":
      return renderCitation(inline.numbers);
    case "image":
      return inline.picture === undefined
        ? renderImage(inline, typesetting.load())
        : renderOwn(inline, inline.picture, typesetting.load());
    default:
      return inline satisfies never;
  }
}

type Image = Extract<Inline, { type: "image" }>;

/** In the width of the text. */
function renderOwn({ alt }: Image, picture: Picture, load: readonly string[]): string {
  const { preview: _, ...bare } = picture;
  const sizes = "(min-width: 46rem) 44rem, 94vw";
  return renderPicture({ ...bare, alt }, sizes, load, () => "");
}

function renderImage(inline: Image, load: readonly string[]): string {
  const attributes = [...load, 'decoding="async"'].join(" ");
  return `<img src="${escapeHtml(inline.url)}" alt="${escapeHtml(inline.alt)}"${titleOf(inline)} ${attributes}>`;
}

function titleOf({ title }: { readonly title?: string }): string {
  return title === undefined ? "" : ` title="${escapeHtml(title)}"`;
}

/** A page that is linked to learns nothing of this one. */
export function relationOf(url: string): string {
  return /^https?:/.test(url) ? ' rel="noopener noreferrer"' : "";
}
