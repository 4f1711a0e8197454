import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderHtml } from "../../src/article/html.ts";
import type { ArticleDocument, Section } from "../../src/article/types.ts";
import { hostileTexts } from "./hostile-texts.ts";
import { readTags, type Tag } from "./html-tokens.ts";
import { markdownish } from "./markdownish.ts";
import { makeArticle, makePicture, usage } from "./sample.ts";

const allowed = new Set(
  (
    "html head meta title style script body header main footer nav section figure figcaption picture source img " +
    "h1 h2 h3 h4 h5 h6 p span time a ul ol li input blockquote pre code div table thead tbody tr th td em strong del sup br hr " +
    "math semantics annotation mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom " +
    "msub msup msubsup munder mover munderover mtable mtr mtd menclose"
  ).split(" "),
);
const page = await renderHtml(makeArticle());
const tags = readTags(page);

/** What on a page could run, load from elsewhere, or lead to a script. */
function findHarm(html: string): readonly string[] {
  const found = readTags(html);
  const names = found.map(({ name }) => name).filter((name) => !allowed.has(name));
  const attributes = found
    .flatMap((tag) => Array.from(tag.attributes))
    .filter(([key, value]) => isHarmful(key, value))
    .map(String);
  const harmful = names.concat(attributes);
  const scripts = html.match(/<script/gi)?.length;
  return scripts === 1 ? harmful : [...harmful, `${scripts} scripts`];
}

function isHarmful(key: string, value: string): boolean {
  if (key === "href") {
    return !/^(?:https?:\/\/|mailto:|#|(?![\s/\\])[^:]*(?:[?#]|$))/.test(value);
  }
  if (key === "src" || key === "srcset") return !value.startsWith("img/");
  return /^on|^style$|^srcdoc$|^formaction$/.test(key);
}

function named(name: string): readonly Tag[] {
  return tags.filter((tag) => tag.name === name);
}

function readJsonLd(html: string): Record<string, unknown> {
  return JSON.parse(/ld\+json">([^<]*)</.exec(html)?.[1] ?? "") as Record<string, unknown>;
}

function hostileArticle(text: string): ArticleDocument {
  const picture = makePicture("a", { alt: text, preview: text });
  const common = { id: "x", heading: text, level: 2 } as const;
  const sections: readonly Section[] = [
    { ...common, kind: "markdown", source: "model", markdown: text },
    {
      ...common,
      kind: "markdown",
      source: "author",
      markdown: `a ${text}[^1]\n\n- ${text}\n\n|${text}|\n|-|\n|${text}|\n\n[^1]: n ${text}`,
    },
    {
      ...common,
      kind: "gallery",
      layout: "grid",
      caption: text,
      pictures: [picture, { ...picture, placeholder: true }],
    },
    { ...common, kind: "poster", url: text, picture },
    { ...common, kind: "poster", url: "https://e.org", picture },
    { ...common, kind: "code", samples: [{ language: text, code: text, label: text }] },
    { ...common, kind: "references", references: [{ title: text, url: text }] },
    { ...common, kind: "usage" },
  ];
  const models = [text];
  return makeArticle({
    title: text,
    language: text,
    author: text,
    description: text,
    date: text,
    tags: [text],
    cover: text,
    toc: true,
    sections,
    usage: { ...usage, models, textModels: models, imageModels: models },
  });
}

describe("a page never runs or loads what it shows", () => {
  test.each(hostileTexts)("%j", async (text) => {
    expect(findHarm(await renderHtml(hostileArticle(text)))).toEqual([]);
  });

  test("whatever a model writes", async () => {
    await fc.assert(
      fc.asyncProperty(markdownish, fc.constantFrom(...hostileTexts), async (text, hostile) => {
        const section = { kind: "markdown", id: "a", level: 2, source: "model" } as const;
        const html = await renderHtml(
          makeArticle({ sections: [{ ...section, markdown: text + hostile }] }),
        );
        expect(findHarm(html)).toEqual([]);
        expect(readTags(html).filter(({ name }) => name === "img")).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("and its policy allows nothing else: the style sheet by its hash, pictures beside it", () => {
    const css = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? "";
    const hash = createHash("sha256").update(css).digest("base64");
    const policy = tags.find(({ attributes }) => attributes.get("http-equiv") !== undefined);
    expect(policy?.attributes.get("content")).toBe(
      `default-src 'none'; img-src 'self' data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(css).not.toMatch(/url\((?!"data:)|@import/);
  });
});

describe("the page", () => {
  test("has its language, one title, and sections named by their headings", () => {
    expect(named("html")[0]?.attributes.get("lang")).toBe("pt-BR");
    expect(named("h1")).toHaveLength(1);
    const ids = tags.flatMap(({ attributes }) => attributes.get("id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const labels = named("section").flatMap(
      ({ attributes }) => attributes.get("aria-labelledby") ?? [],
    );
    expect(labels).toHaveLength(9);
    expect(ids).toEqual(expect.arrayContaining(labels));
    expect(page).toContain('<time datetime="2026-11-23">23 de novembro de 2026</time>');
  });

  test("closes every element that it opens", () => {
    const open: string[] = [];
    const voids = new Set(["meta", "img", "source", "br", "hr", "input"]);
    const mismatched: string[] = [];
    for (const [tag, close, name = ""] of page.matchAll(/<(\/?)([a-z][a-z\d]*)[^>]*>/g)) {
      if (close === "/" && open.pop() !== name) mismatched.push(tag);
      if (close === "" && !voids.has(name)) open.push(name);
    }
    expect(mismatched).toEqual([]);
    expect(open).toEqual([]);
  });

  test("offers each picture in all formats and widths, with its size, loaded when needed", () => {
    const [source] = named("source");
    expect(source?.attributes.get("type")).toBe("image/webp");
    expect(source?.attributes.get("srcset")).toBe(
      "img/poster-480w.0a1b2c3d.webp 480w, img/poster-960w.0a1b2c3d.webp 960w",
    );
    for (const { attributes } of named("img")) {
      expect(attributes.get("width")).toBe("960");
      expect(attributes.get("height")).toBe("960");
      expect(attributes.get("loading")).toBe("lazy");
      expect(attributes.get("decoding")).toBe("async");
      expect(attributes.get("alt")).not.toBe("");
    }
  });

  test("shows a preview by a class, for style attributes are forbidden", async () => {
    const preview = "data:image/webp;base64,UklGRg==";
    const pictures = [makePicture("a", { preview }), makePicture("b", { preview })];
    const html = await renderHtml(
      makeArticle({ sections: [{ kind: "gallery", id: "g", level: 2, layout: "grid", pictures }] }),
    );
    expect(html.split(preview)).toHaveLength(2);
    expect(html.match(/class="preview-1"/g)).toHaveLength(2);
  });

  test("tells machines that a model made it, or that the sandbox did", async () => {
    expect(readJsonLd(page)).toMatchObject({
      "@type": "Article",
      headline: "ChatGPT: uma visão geral",
      digitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    });
    const sandbox = await renderHtml(makeArticle({ sandbox: true }));
    expect(readJsonLd(sandbox)["digitalSourceType"]).toMatch(/\/algorithmicMedia$/);
    expect(sandbox).toMatch(/<main>\n<p class="notice"/);
    expect(page).not.toContain('class="notice"');
  });

  test("says the same twice", async () => {
    expect(await renderHtml(makeArticle())).toBe(page);
  });
});
