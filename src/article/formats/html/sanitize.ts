import { fromHtml } from "hast-util-from-html";
import { sanitize, type Schema } from "hast-util-sanitize";
import { toHtml } from "hast-util-to-html";
import { tagNames } from "../../markdown/html-tags.ts";
import { mathSchema } from "./math/schema.ts";

const elements =
  "header main footer nav section article aside figure figcaption picture source img h1 h2 h3 h4 h5 " +
  "h6 div p span time a ul ol li dl dt dd input blockquote pre code table caption thead tbody tfoot " +
  "tr th td em strong del br hr details summary button";

const common =
  "id className role tabIndex lang dir ariaLabel ariaLabelledBy ariaDescribedBy ariaHidden ariaCurrent";
const pictures = "sizes width height alt loading decoding fetchPriority";

/** A path beside the page: what has a colon before any slash names a scheme. */
const beside = /^(?!\/\/)(?:[^:]*$|[^:/]*\/)/;

/**
 * What may stand in the body of a page. Nothing that runs, no style, no form, no frame; links
 * lead to `http:`, `https:`, `mailto:`, `tel:` and places beside or within the page, pictures stand
 * beside it.
 */
const pageSchema: Schema = {
  tagNames: [...elements.split(" "), ...tagNames, ...mathSchema.tagNames],
  attributes: {
    ...mathSchema.attributes,
    "*": common.split(" "),
    details: ["open"],
    // A button can do nothing but open and close a part of the page.
    button: [["type", "button"], "popoverTarget", ["popoverTargetAction", "hide"]],
    div: [["popover", ""]],
    a: ["title", "hrefLang", ["href", /^(?!\/\/)/], ["rel", "noopener", "noreferrer"]],
    img: [["src", beside], ["srcSet", beside], "title", ...pictures.split(" ")],
    source: [["type", /^image\/[a-z]+$/], ["srcSet", beside], "sizes"],
    input: [["type", "checkbox"], ["disabled", true], "checked"],
    ol: ["start"],
    time: ["dateTime"],
    th: ["scope"],
  },
  protocols: { href: ["http", "https", "mailto", "tel"] },
  // Anchors are the article's own, and no script is there that an id could mislead.
  clobber: [],
  required: { input: { type: "checkbox", disabled: true }, button: { type: "button" } },
  ancestors: {},
  strip: ["script", "style"],
};

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
