import { foldLine } from "../../markdown/clean-characters.ts";
import { readDestination } from "../../markdown/urls.ts";
import { compatibleVariants } from "../../sections/pictures.ts";
import type { PosterSection } from "../../types.ts";
import { escapeHtml } from "./escape-html.ts";
import { placeAlone } from "./gallery-layout.ts";
import type { PictureSetting } from "./picture-setting.ts";
import { placeholderNote, renderMark } from "./render-gallery.ts";
import { relationOf } from "./render-inlines.ts";
import { renderPicture } from "./render-picture.ts";

/** A video's poster, linked to the video; nothing of the video is loaded. */
export function renderPoster(poster: PosterSection, setting: PictureSetting): string {
  const shape = compatibleVariants(poster.picture).at(-1) ?? { widthPx: 16, heightPx: 9 };
  const { className, sizes } = placeAlone(shape, setting.classOf);
  const shown = renderPicture(poster.picture, sizes, setting.load(), setting.classOf);
  const note = renderMark(poster.picture, setting) + placeholderNote(poster.picture, setting);
  const names = ["poster", className, ...(isLetterboxed(poster) ? ["letterboxed"] : [])];
  const figure = `<figure class="${names.join(" ")}">`;
  const destination = readDestination(poster.url, { literal: true });
  if (destination.kind !== "remote") {
    return `${figure}${shown}${note}</figure>`;
  }
  const label = escapeHtml(`${setting.words.watchVideo}: ${foldLine(poster.picture.alt)}`);
  return `${figure}<a href="${escapeHtml(destination.url)}"${relationOf(destination.url)} aria-label="${label}">${shown}</a>${note}</figure>`;
}

/** YouTube's small thumbnails, 480 × 360, have bars above and below wide videos, which are cut off. */
function isLetterboxed({ picture, mayHaveBars }: PosterSection): boolean {
  if (mayHaveBars !== true) {
    return false;
  }
  const largest = compatibleVariants(picture).at(-1);
  return largest?.widthPx === 480 && largest.heightPx === 360;
}
