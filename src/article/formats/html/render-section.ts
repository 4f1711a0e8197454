import type { PlacedSection } from "../../sections/section-blocks.ts";
import { foldLine } from "../../markdown/clean-characters.ts";
import { readCode, readLanguage } from "../../markdown/read-code.ts";
import { readDestination } from "../../markdown/urls.ts";
import type { ArticleDocument, CodeSample, Reference, Returned } from "../../types.ts";
import { bodyOf, galleryOf } from "../../sections/section-body.ts";
import { escapeHtml } from "./escape-html.ts";
import { headingId } from "../../sections/page-ids.ts";
import { renderBlocks, renderCode } from "./render-blocks.ts";
import { renderHeading } from "./render-heading.ts";
import { relationOf, renderInlines } from "./render-inlines.ts";
import { referenceId } from "./render-marks.ts";
import type { Typesetting } from "./typesetting.ts";
import type { PictureSetting } from "./picture-setting.ts";
import { renderGallery } from "./render-gallery.ts";
import { renderPoster } from "./render-poster.ts";

/** What the sections of a page share. */
export interface PageSetting {
  readonly pictures: PictureSetting;
  readonly typesetting: Typesetting;
  /** The headings that name a section so far: two regions of one name cannot be told apart. */
  readonly names: Set<string>;
}

/** One section of the page, named by its heading. */
export function renderSection(
  placed: PlacedSection,
  document: ArticleDocument,
  setting: PageSetting,
): string {
  const { section, heading, title: run, level } = placed;
  const id = escapeHtml(section.id);
  const body = renderBody(placed, document, setting);
  if (heading === undefined) {
    return `<section id="${id}">\n${body}\n</section>`;
  }
  const title = renderHeading(
    { level, id: headingId(section.id), target: section.id, title: run },
    setting.typesetting,
  );
  const name = heading.toLowerCase();
  const label = setting.names.has(name)
    ? ""
    : ` aria-labelledby="${escapeHtml(headingId(section.id))}"`;
  setting.names.add(name);
  return `<section id="${id}"${label}>\n${title}\n${body}\n</section>`;
}

/** Forms that HTML can set better than from their blocks; all others are what their blocks say. */
function renderBody(
  placed: PlacedSection,
  document: ArticleDocument,
  { pictures, typesetting }: PageSetting,
): string {
  const { section, firstReference } = placed;
  if (section.kind === "gallery") {
    return renderGallery(section, renderInlines(placed.caption, typesetting), pictures);
  }
  if (section.kind === "poster") {
    return renderPoster(section, pictures);
  }
  if (section.kind === "code") {
    return [
      ...section.samples.map((sample) => renderSample(sample, typesetting)),
      ...(section.outputs ?? []).map((output) => renderOutput(output, pictures, typesetting)),
    ].join("\n");
  }
  if (section.kind === "references") {
    return renderReferences(section.references, firstReference);
  }
  return renderBlocks(bodyOf(placed, document), typesetting);
}

function renderSample({ language, code, label }: CodeSample, typesetting: Typesetting): string {
  const name = label === undefined ? "" : `<p class="label">${escapeHtml(foldLine(label))}</p>\n`;
  return name + renderCode(readLanguage(language), readCode(code), typesetting);
}

function renderOutput(
  output: Returned,
  pictures: PictureSetting,
  typesetting: Typesetting,
): string {
  return output.kind === "pictures"
    ? renderGallery(galleryOf(output.pictures), "", pictures)
    : renderCode("text", readCode(output.text), typesetting);
}

/** @param start the number of the first of them on the page */
function renderReferences(references: readonly Reference[], start: number): string {
  const items = references.map(({ title, url }, index) => {
    const id = referenceId(start + index);
    const destination = readDestination(url, { literal: true });
    const text = escapeHtml(foldLine(title === "" ? url : title));
    if (destination.kind !== "remote") {
      return `<li id="${id}">${text}</li>`;
    }
    const address = escapeHtml(destination.url);
    return `<li id="${id}"><a href="${address}"${relationOf(destination.url)}>${text}</a></li>`;
  });
  const numbered = start === 1 ? "" : ` start="${start}"`;
  return `<ol class="references"${numbered}>\n${items.join("\n")}\n</ol>`;
}
