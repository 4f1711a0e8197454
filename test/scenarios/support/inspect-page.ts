/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** What stands in a page, as the browser reads it, that could run, load, lead astray or hide. */
export function findHarm(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const refused =
      "script, style, link, meta, base, iframe, frame, object, embed, form, button:not([popovertarget]), select, textarea, " +
      "video, audio, svg, template, portal, dialog, [style], [srcdoc], [formaction], [autofocus], [contenteditable]";
    const elements = [...document.body.querySelectorAll(refused)];
    const harm = elements.map((element) => `<${element.localName}>`);
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (name.startsWith("on")) {
          harm.push(`${element.localName} ${name}=${value}`);
        }
        if (/href$|^action$/.test(name) && element.localName !== "link") {
          const { protocol } = new URL(value, document.baseURI);
          if (!["http:", "https:", "mailto:", "file:"].includes(protocol)) {
            harm.push(`${name}=${value}`);
          }
        }
        if (/^(?:src|srcset|poster|background)$/.test(name) && !value.startsWith("img/")) {
          harm.push(`${name}=${value}`);
        }
      }
    }
    const scripts = [...document.scripts].filter(({ type }) => type !== "application/ld+json");
    harm.push(...scripts.map(({ outerHTML }) => outerHTML));
    if (document.scripts.length !== 1 || document.querySelectorAll("style").length !== 1) {
      harm.push("scripts or styles");
    }
    if (document.title === "") {
      harm.push("no title");
    }
    return harm;
  });
}

/** Loads every picture, near or far, and names those that cannot be shown. */
export function findBrokenPictures(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    // What is hidden until it is opened does not load.
    const images = [...document.images].filter((image) => image.checkVisibility());
    const shown = images.map(async (image) => {
      image.loading = "eager";
      try {
        await image.decode();
        return image.naturalWidth > 0 ? [] : [image.currentSrc];
      } catch {
        return [image.currentSrc];
      }
    });
    return (await Promise.all(shown)).flat();
  });
}

/** The box of every picture that stands in the page, its own shape, and which file was taken for it. */
export function measurePictures(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLImageElement>(".item > picture > img")].map((image) => {
      const { width, height } = image.getBoundingClientRect();
      const [wide, high] = ["width", "height"].map((side) => Number(image.getAttribute(side)));
      const shape = (wide ?? 0) / (high ?? 1);
      return { box: { width, height }, shape, source: image.currentSrc };
    }),
  );
}

/** How much wider than the window the page is, in pixels. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - window.innerWidth,
  );
}

/** As it is published for pages: each tab reads it anew, and its source takes as long as what it then finds. */
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What keeps somebody from reading the page: each rule that it breaks, how often, and where first. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  // Only of violations are all places told: describing those of what passes takes most of the time.
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run({ resultTypes: ["violations"] })`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.length}, ${nodes[0]?.html}`);
}
