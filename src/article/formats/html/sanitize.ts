import { fromHtml } from "hast-util-from-html";
import { sanitize } from "hast-util-sanitize";
import { toHtml } from "hast-util-to-html";
import { pageSchema } from "./page-schema.ts";

/**
 * The second wall: every text was escaped where it was set, and whatever were to slip through
 * that is taken out here, after the page was read as a browser reads it.
 * @param html what stands in the body
 * @returns the same, byte for byte, when there is nothing to take out
 */
export function sanitizeBody(html: string): string {
  const tree = fromHtml(html, { fragment: true });
  const safe = toHtml(sanitize(tree, pageSchema));
  return safe === toHtml(tree) ? html : safe;
}
