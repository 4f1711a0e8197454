import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderHtml } from "../../src/article/formats/html.ts";
import type { Picture } from "../../src/blocks/sections.ts";
import { hostileArticle } from "../article/hostile-article.ts";
import { hostileTexts } from "../article/hostile-texts.ts";
import { makeArticle, makePicture } from "../article/sample.ts";
import {
  executablePath,
  launch,
  openTab,
  type Site,
  startSite,
  type Tab,
} from "./support/browser.ts";
import { buildFirst } from "./support/build-first.ts";
import { makeJob } from "./support/folder.ts";
import {
  findBarriers,
  findBrokenPictures,
  findHarm,
  measurePictures,
  overflowOf,
} from "./support/inspect-page.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, promptOf, textReply } from "./support/replies.ts";
import { project, sampleSlug } from "./support/sample.ts";
import { everything } from "./support/everything.ts";

/** A text as YAML's templates let it through, unread. */
function raw(text: string): string {
  return `{% raw %}${text}{% endraw %}`;
}

/** What was never filled in keeps a page from being published: it is tried in pages made in process. */
const publishable = hostileTexts.filter((text) => !text.includes("{{"));

/** An author's own link to a file that is not there stops the page, whatever else it holds. */
const leadsNowhere = /\(img\/x|\\\\e\.org/;

/** An article that has hostile texts in every place that an author or a model can fill. */
function hostileJob(texts: readonly string[]): Record<string, unknown> {
  const rows = Array.from({ length: Math.ceil(texts.length / 10) }, (_, index) =>
    texts.slice(index * 10, index * 10 + 10),
  );
  return {
    title: raw(texts.slice(0, 5).join(" ")),
    author: texts.slice(5, 10).join(" "),
    description: raw(texts.slice(10, 15).join(" ")),
    tags: texts,
    language: "en",
    blocks: [
      ...publishable.map((_, index) => ({
        id: `q${index}`,
        heading: raw(texts[index % texts.length] ?? ""),
        prompt: `Say ${index}.`,
      })),
      ...texts
        .filter((text) => !leadsNowhere.test(text))
        .map((text, index) => ({
          id: `m${index}`,
          markdown: raw(`Before\n\n${text}\n\nafter ${text}`),
        })),
      ...texts.map((text, index) => ({ id: `c${index}`, code: text, language: "html" })),
      ...rows.map((alt, index) => ({
        id: `i${index}`,
        image: raw(`${index} ${alt[0]}`),
        n: alt.length,
        alt: alt.map(raw),
        caption: raw(alt.join(" ")),
      })),
      {
        heading: "Sources",
        references: texts.map((title, index) => ({ title, url: `https://e.org/${index}` })),
      },
    ],
  };
}

/** Texts that a job file may hold in every place: the others are refused before anything is asked. */
const writable = publishable.filter(
  (text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) && !text.includes("endraw"),
);
const views = (["light", "dark"] as const).flatMap((colorScheme) =>
  [390, 1280].map((width) => ({ colorScheme, viewport: { width, height: 900 } })),
);

/** A view as the name of a test says it, and where it stands. */
function nameOf(index: number): readonly [scheme: string, width: number, index: number] {
  const { colorScheme, viewport } = views[index]!;
  return [colorScheme, viewport.width, index];
}

describe.skipIf(executablePath === undefined)("in Chromium", () => {
  let browser: Browser;
  let site: Site;
  let tabs: readonly Tab[];
  const pages: Record<string, string> = {};

  beforeAll(async () => {
    const provider = await startProvider((call) => {
      const number = /^Say (\d+)\.$/.exec(promptOf(call))?.[1];
      const text = publishable[Number(number)] ?? "";
      return number === undefined
        ? answerAll(call)
        : textReply(call, `Before.\n\n${text}\n\nAfter ${text} after.\n\nThe end.`);
    });
    const hostile = makeJob({
      job: { images: { widths: [48], formats: ["jpeg"] }, budget: { requests: 1000 } },
      articles: { hostile: hostileJob(writable) },
    });
    await buildFirst(hostile, provider.variables);
    [browser, site] = await Promise.all([launch(), startSite()]);
    // As the repository holds it: that a build makes the same is for first-run.test.ts.
    pages["the sample"] = site.fileIn(join(project, "output", sampleSlug), "article.html");
    pages["hostile answers"] = site.fileIn(`${hostile}/output/hostile`, "article.html");
    pages["everything"] = site.put(await renderHtml(everything));
    tabs = await Promise.all(views.map((view) => openTab(browser, view)));
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  test("the browser would run, and its policy would stop, what the pages must not hold", async () => {
    const { open } = await openTab(browser, {});
    expect(await open(site.put("<title>x</title><img src=y onerror=alert(1)>"))).toEqual(
      expect.arrayContaining([expect.stringContaining("script ran: alert")]),
    );
    const policy = /<meta http-equiv[^>]*>/.exec(await renderHtml(everything))?.[0] ?? "";
    const found = await open(site.put(`${policy}<script>alert(1)</script>`));
    expect(found.join()).toMatch(/policy violated: script-src/);
    expect(found.join()).not.toContain("script ran");
  });

  test("a button copies code, and a heading's link can be reached by the keyboard", async () => {
    const { page, open } = await openTab(browser, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const found = await open(site.put(await renderHtml(everything, undefined, { script: true })));
    const sample = page.locator(".sample").first();
    await sample.locator("button").click();
    await sample.locator("button", { hasText: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(`${copied}\n`).toBe(await sample.locator("pre").textContent());
    const link = page.locator(".anchor").first();
    expect(await link.evaluate((each) => getComputedStyle(each).opacity)).toBe("0");
    await page.locator(".masthead").click();
    await page.keyboard.press("Tab");
    for (let count = 0; count < 40; count += 1) {
      if (await link.evaluate((each) => each === document.activeElement)) {
        break;
      }
      await page.keyboard.press("Tab");
    }
    expect(await link.evaluate((each) => getComputedStyle(each).opacity)).toBe("1");
    expect(found.join()).not.toContain("policy violated");
    expect(await findBarriers(page)).toEqual([]);
  });

  describe.each(["the sample", "hostile answers", "everything"])("%s", (name) => {
    // The long pages at one width of each scheme: their colours and landmarks are the same at both.
    const read = name === "the sample" ? [0, 1, 2, 3] : [0, 3];
    test.each(views.map((_, index) => nameOf(index)))(
      "%s, %i px wide: nothing runs, fails, is asked elsewhere, or runs over the edge; everyone can read it",
      async (_scheme, _width, index) => {
        const { page, open } = tabs[index]!;
        const found = await open(pages[name] ?? "");
        expect(await findBrokenPictures(page)).toEqual([]);
        expect(found).toEqual([]);
        expect(await findHarm(page)).toEqual([]);
        expect(await overflowOf(page)).toBeLessThanOrEqual(0);
        expect(read.includes(index) ? await findBarriers(page) : []).toEqual([]);
      },
    );
  });

  test.each([0, 3].map(nameOf))(
    "%s, %i px wide: a picture has its place before it comes, loads in the size it has there, and opens large",
    async (_scheme, _width, index) => {
      const { page, open } = tabs[index]!;
      const shapes = [960, 640, 1440, 320, 960, 2880, 800];
      const make = (name: string): readonly Picture[] =>
        shapes.map((heightPx, number) => {
          const picture = makePicture(`${name}${number}`);
          const variants = picture.variants.map((each) =>
            Object.assign({}, each, { heightPx: Math.round((heightPx * each.widthPx) / 960) }),
          );
          return Object.assign(picture, { variants });
        });
      const [first, sheet] = make("lead");
      const pictures = make("rows");
      const few = make("few").slice(1, 5);
      const [, , tall] = make("tall");
      const icon = makePicture("icon");
      const tiny = {
        ...icon,
        variants: icon.variants.map((each) => Object.assign(each, { widthPx: 60, heightPx: 60 })),
      };
      const caption = "Seen from the garden.";
      const html = await renderHtml(
        makeArticle({
          sections: [
            { kind: "gallery", id: "one", level: 2, layout: "stack", pictures: [first!] },
            { kind: "gallery", id: "rows", level: 2, layout: "grid", pictures, sheet: sheet! },
            { kind: "gallery", id: "few", level: 2, layout: "grid", pictures: few },
            { kind: "gallery", id: "mixed", level: 2, layout: "grid", pictures: [first!, tiny] },
            { kind: "gallery", id: "tall", level: 2, layout: "stack", pictures: [tall!], caption },
            { kind: "gallery", id: "tiny", level: 2, layout: "stack", pictures: [tiny], caption },
          ],
        }),
      );
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.route("**/img/*", (route) => route.abort());
      await open(site.put(html));
      const before = await measurePictures(page);
      await page.unroute("**/img/*");
      await open(site.put(html));
      await findBrokenPictures(page);
      const after = await measurePictures(page);
      expect(before.map(({ box }) => box)).toEqual(after.map(({ box }) => box));
      for (const { box, shape } of after) {
        expect(box.height).toBeGreaterThan(10);
        expect(Math.abs(box.width / box.height / shape - 1)).toBeLessThan(0.02);
      }
      // Nothing is blown up, and a caption begins where its picture does, or stands below its middle.
      expect((await page.locator("#mixed .item").nth(1).boundingBox())?.width).toBe(90);
      const [beside, below] = await Promise.all(
        ["tall", "tiny"].map(async (id) => {
          const [item, text] = await Promise.all(
            [".item", "figcaption"].map((part) => page.locator(`#${id} ${part}`).boundingBox()),
          );
          return { left: text!.x - item!.x, middle: text!.x + text!.width / 2 - item!.x };
        }),
      );
      expect(beside?.left).toBeCloseTo(0);
      expect(below?.middle).toBeCloseTo(30);
      const small = after.filter(({ box }) => box.width <= 240).map(({ source }) => source);
      expect(small.length).toBeGreaterThan(3);
      expect(small.filter((source) => !source.includes("-480w"))).toEqual([]);

      asked.length = 0;
      await page.locator("#rows .open").nth(1).press("Enter");
      const large = page.locator("#rows .large").nth(1);
      await large.locator("img").evaluate((image: HTMLImageElement) => image.decode());
      expect(await large.isVisible()).toBe(true);
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.length).toBeLessThanOrEqual(1);
      expect(await findBarriers(page)).toEqual([]);
      await page.keyboard.press("Escape");
      expect(await large.isVisible()).toBe(false);
      await page.locator("#rows .open").nth(1).click();
      await large.locator(".close").click();
      expect(await large.isVisible()).toBe(false);
    },
  );

  // The policy would stop a script that escaping let through, so it is taken away here; that the
  // pages satisfy it is what the article with all these answers shows.
  test("no known injection runs, by escaping alone", { timeout: 180_000 }, async () => {
    const { page, open, show } = await openTab(browser, { bypassCSP: true });
    await open(site.put("<title>x</title>"));
    const canary = await show("<title>x</title><script>alert(1)</script><img src=/x>");
    expect(canary.join()).toMatch(/script ran: alert/);
    expect(canary.join()).toMatch(/request: http:\S+\/x/);
    const harm: string[] = [];
    for (const text of hostileTexts) {
      const found = await show(await renderHtml(hostileArticle(text)));
      const standing = await findHarm(page);
      harm.push(...found.concat(standing).map((what) => `${text}: ${what}`));
    }
    expect(harm).toEqual([]);
  });
});
