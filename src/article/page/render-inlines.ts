import type { Inline } from "../syntax/tree.ts";
import { escapeHtml } from "./escape-html.ts";

/** A run of inlines as HTML; addresses were checked when the tree was read. */
export function renderInlines(inlines: readonly Inline[]): string {
  return inlines.map((inline) => renderInline(inline)).join("");
}

function renderInline(inline: Inline): string {
  switch (inline.type) {
    case "text":
      return escapeHtml(inline.text);
    case "entity":
      return inline.raw;
    case "code":
      return `<code>${escapeHtml(inline.code)}</code>`;
    case "math":
      return `<span class="math">${escapeHtml(inline.raw)}</span>`;
    case "break":
      return "<br>\n";
    case "em":
    case "strong":
    case "del":
      return `<${inline.type}>${renderInlines(inline.children)}</${inline.type}>`;
    case "link":
      return `<a href="${escapeHtml(inline.url)}"${relationOf(inline.url)}>${renderInlines(inline.children)}</a>`;
    case "image":
      return `<img src="${escapeHtml(inline.url)}" alt="${escapeHtml(inline.alt)}" loading="lazy" decoding="async">`;
    default:
      return inline satisfies never;
  }
}

/** A page that is linked to learns nothing of this one. */
export function relationOf(url: string): string {
  return /^https?:/.test(url) ? ' rel="noopener noreferrer"' : "";
}
