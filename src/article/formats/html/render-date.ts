import { findWording, type Speaker } from "../../locales/messages.ts";
import { foldLine } from "../../markdown/clean-characters.ts";
import { escapeHtml } from "./escape-html.ts";

/** The day in words, in the article's language; the machine's time zone plays no part. */
export function renderDate(date: string, page: Speaker): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) {
    return `<span>${escapeHtml(foldLine(date))}</span>`;
  }
  const { locale } = findWording(page);
  const words = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(day);
  return `<time datetime="${escapeHtml(date)}">${escapeHtml(words)}</time>`;
}
