import { foldLine } from "../../markdown/clean-characters.ts";
import { escapeHtml } from "./escape-html.ts";

/**
 * The day in words; the machine's time zone plays no part.
 * @param language a BCP 47 tag; where nothing is known of it, the words are English
 */
export function renderDate(date: string, language: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) {
    return `<span>${escapeHtml(foldLine(date))}</span>`;
  }
  const format = new Intl.DateTimeFormat([language, "en"], { dateStyle: "long", timeZone: "UTC" });
  return `<time datetime="${escapeHtml(date)}">${escapeHtml(format.format(day))}</time>`;
}
