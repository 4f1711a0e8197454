import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderHtml } from "../../../src/article/formats/html.ts";
import { sanitizeBody } from "../../../src/article/formats/html/sanitize.ts";
import { hostileArticle } from "../hostile-article.ts";
import { hostileTexts } from "../hostile-texts.ts";
import { readTags, type Tag } from "../html-tokens.ts";
import { markdownish } from "../markdownish.ts";
import type { ArticleDocument } from "../../../src/article/types.ts";
import type { Picture } from "../../../src/blocks/sections.ts";
import type { ImageFormat } from "../../../src/job/types.ts";
import { makeArticle, makePicture, usage } from "../sample.ts";

const allowed = new Set(
  (
    "html head meta title style script body button header main footer nav section figure figcaption picture source img " +
    "article h1 h2 h3 h4 h5 h6 p span time a ul ol li input blockquote pre code div table thead tbody tr th td b em strong del sup br hr " +
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
  if (key === "src" || key === "srcset") {
    return !value.startsWith("img/");
  }
  return /^on|^style$|^srcdoc$|^formaction$/.test(key);
}

function named(name: string): readonly Tag[] {
  return tags.filter((tag) => tag.name === name);
}

/** The properties of Open Graph, in order. */
function readProperties(html: string): readonly (readonly (string | undefined)[])[] {
  return readTags(html)
    .filter(({ name, attributes }) => name === "meta" && attributes.has("property"))
    .map(({ attributes }) => [attributes.get("property"), attributes.get("content")]);
}

function readJsonLd(html: string): Record<string, unknown> {
  return JSON.parse(/ld\+json">([^<]*)</.exec(html)?.[1] ?? "") as Record<string, unknown>;
}

describe("a page never runs or loads what it shows", () => {
  test("tried with more than a hundred texts, each another", () => {
    expect(new Set(hostileTexts).size).toBe(hostileTexts.length);
    expect(hostileTexts.length).toBeGreaterThan(100);
  });

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
      `default-src 'none'; img-src 'self'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(css).not.toMatch(/url\((?!"data:)|@import/);
  });
});

const gallery = (id: string) =>
  ({ kind: "gallery", id, level: 2, layout: "stack", pictures: [makePicture(id)] }) as const;
const words = (count: number) =>
  ({
    kind: "markdown",
    id: "w",
    level: 2,
    source: "author",
    markdown: "a b ".repeat(count),
  }) as const;

const weigh = (avif: number, webp: number, more: Partial<Picture> = {}): Picture => {
  const { variants } = makePicture("a");
  const of = (format: ImageFormat, bytes: number) =>
    variants.slice(0, 2).map((variant) => Object.assign({}, variant, { format, bytes }));
  return {
    ...makePicture("a"),
    variants: [...of("webp", webp), ...of("avif", avif), ...of("jpeg", 1000)],
    ...more,
  };
};
const typesOf = async (picture: Picture): Promise<readonly string[]> => {
  const sections = [
    { kind: "poster", id: "p", level: 2, url: "https://youtu.be/x", picture } as const,
  ];
  const html = await renderHtml(makeArticle({ sections }));
  return [...html.matchAll(/<source type="image\/(\w+)"/g)].map(([, type = ""]) => type);
};

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
      if (close === "/" && open.pop() !== name) {
        mismatched.push(tag);
      }
      if (close === "" && !voids.has(name)) {
        open.push(name);
      }
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
    for (const [index, { attributes }] of named("img").entries()) {
      expect(attributes.get("width")).toBe("960");
      expect(attributes.get("height")).toBe("960");
      expect(attributes.get("loading")).toBe(index === 0 ? undefined : "lazy");
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
    const name = /\.([\w-]+)\{background:url/.exec(html)?.[1];
    expect(html.match(new RegExp(`<img [^>]*class="${name}"`, "g"))).toHaveLength(4);
  });

  test("loads a picture at its top before all others", async () => {
    const near = await renderHtml(
      makeArticle({ sections: [words(20), gallery("a"), gallery("b")] }),
    );
    expect(near.match(/<img [^>]*fetchpriority="high"/g)).toHaveLength(1);
    expect(/<img [^>]*>/.exec(near)?.[0]).toContain('fetchpriority="high"');
    const inText = { ...words(20), id: "text", markdown: "Word.\n\n![Oven](img/oven.webp)" };
    const within = await renderHtml(makeArticle({ sections: [inText, gallery("a")] }));
    expect(within.match(/<img [^>]*fetchpriority="high"/g)).toHaveLength(1);
    expect(/<img [^>]*>/.exec(within)?.[0]).not.toContain("loading");
    const far = await renderHtml(makeArticle({ sections: [words(2000), gallery("a")] }));
    expect(far).not.toContain("fetchpriority");
    expect(/<img [^>]*>/.exec(far)?.[0]).not.toContain("loading");
  });

  test("offers the smallest format first, and none that is larger than the most widely known", async () => {
    expect(await typesOf(weigh(500, 700))).toEqual(["avif", "webp"]);
    expect(await typesOf(weigh(900, 700))).toEqual(["webp", "avif"]);
    expect(await typesOf(weigh(1200, 700))).toEqual(["webp"]);
    expect(await typesOf(weigh(1200, 1100, { transparent: true }))).toEqual(["webp", "avif"]);
  });

  test("says at a picture that a model made it, unless nobody did or the author does without", async () => {
    const own: Picture = { ...makePicture("b"), source: "own" };
    const pictures = [makePicture("a"), own, makePicture("c", { placeholder: true })];
    const sections = [{ kind: "gallery", id: "g", level: 2, layout: "grid", pictures }] as const;
    const marksIn = async (change: Partial<ArticleDocument>): Promise<number> =>
      (await renderHtml(makeArticle({ sections, ...change }))).split('class="ai"').length - 1;
    // In its place, and where it is shown large.
    expect(await marksIn({})).toBe(2);
    expect(await marksIn({ aiNote: false })).toBe(0);
    expect(await marksIn({ sandbox: true })).toBe(0);
    expect(await renderHtml(makeArticle({ sections, language: "de" }))).toContain(
      'aria-label="KI-generiertes Bild">KI<',
    );
  });

  test("tells machines that a model made it, or that the sandbox did", async () => {
    expect(readJsonLd(page)).toMatchObject({
      "@type": "Article",
      headline: "ChatGPT: uma visão geral",
      digitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    });
    const sandbox = await renderHtml(makeArticle({ sandbox: true }));
    expect(readJsonLd(sandbox)["digitalSourceType"]).toMatch(/\/algorithmicMedia$/);
    expect(sandbox).toMatch(/<\/header>\n<p class="notice"/);
    expect(page).not.toContain('class="notice"');
  });

  test("says which pictures a model made, and that a page of a person's words is a composite", async () => {
    const source = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    expect(readJsonLd(page)["image"]).toContainEqual({
      "@type": "ImageObject",
      contentUrl: "img/casa-1-960w.0a1b2c3d.jpeg",
      caption: "Casa casa-1",
      width: 960,
      height: 960,
      digitalSourceType: `${source}trainedAlgorithmicMedia`,
    });
    expect(readJsonLd(page)["image"]).toHaveLength(12);
    const drawn = makeArticle({ usage: { ...usage, textAnswers: 0 } });
    expect(readJsonLd(await renderHtml(drawn))["digitalSourceType"]).toBe(
      `${source}compositeWithTrainedAlgorithmicMedia`,
    );
    const none = makeArticle({ usage: { ...usage, requests: 0 } });
    expect(readJsonLd(await renderHtml(none))).not.toHaveProperty("digitalSourceType");
  });

  test("describes itself where it is shared; its address and cover only where they are known", async () => {
    expect(readProperties(page)).toEqual([
      ["og:type", "article"],
      ["og:title", "ChatGPT: uma visão geral"],
      ["og:description", makeArticle().description],
      ["og:locale", "pt_BR"],
      ["article:published_time", "2026-11-23"],
      ["article:tag", "ia"],
      ["article:tag", "api"],
    ]);
    expect(page).not.toContain('rel="canonical"');
    const address = "https://e.org/textos/chatgpt/";
    const placed = await renderHtml(makeArticle({ address, pageUrl: `${address}article.html` }));
    expect(readProperties(placed)).toEqual(
      expect.arrayContaining([
        ["og:url", `${address}article.html`],
        ["og:image", `${address}img/casa-1-960w.0a1b2c3d.jpeg`],
        ["og:image:type", "image/jpeg"],
        ["og:image:width", "960"],
        ["og:image:height", "960"],
        ["og:image:alt", "Casa casa-1"],
      ]),
    );
    expect(placed).toContain(`<link rel="canonical" href="${address}article.html">`);
    const basque = await renderHtml(makeArticle({ language: "eu" }));
    expect(readProperties(basque).map(([name]) => name)).not.toContain("og:locale");
  });

  test("says what each box that scrolls holds, and what each task's box means", () => {
    expect(page).toContain('role="group" aria-label="Código (python)"');
    expect(page).toContain('role="group" aria-label="Tabela"');
    expect(page).toContain('role="group" aria-label="Fórmula"');
    expect(page).toContain('<input type="checkbox" disabled checked aria-label="Feito">');
    expect(page).toContain('<input type="checkbox" disabled aria-label="A fazer">');
  });

  test("a column without a name has no header cell", async () => {
    const markdown = "| | a |\n|---|---|\n| b | c |";
    const sections = [{ kind: "markdown", id: "t", level: 2, source: "model", markdown }] as const;
    const html = await renderHtml(makeArticle({ sections }));
    expect(html).toContain('<tr><td></td><th scope="col">a</th></tr>');
  });

  test("goes through the sanitiser unchanged, which takes out what must not be there", () => {
    const body = /<body>\n([\s\S]*)\n<\/body>/.exec(page)?.[1] ?? "";
    expect(sanitizeBody(body)).toBe(body);
    for (const bad of [
      "<script>alert(1)</script>",
      "<img src=x: onerror=alert(1)>",
      '<a href="javascript:alert(1)">x</a>',
      '<a href="//e.org">x</a>',
      '<img src="https://e.org/x.png">',
      '<p style="color:red" onclick="alert(1)">x</p>',
      "<form><button>x</button></form>",
      "<svg><a xlink:href=javascript:alert(1)></a></svg>",
      '<math href="javascript:alert(1)"><mi>x</mi></math>',
    ]) {
      const safe = sanitizeBody(body + bad);
      expect(safe).not.toMatch(
        /<script|<form|<button(?! type="button")|<svg|alert|style=|javascript:|e\.org\/x\.png|"\/\/e/,
      );
    }
  });

  test("says the same twice", async () => {
    expect(await renderHtml(makeArticle())).toBe(page);
  });
});

describe("a heading has an address that can be copied", () => {
  const markdown = 'Word.\n\n### A *b* "c"\n\nWord.[^1]\n\n> ## Quoted\n\n[^1]: Note.';
  const section = { kind: "markdown", id: "text", level: 2, source: "author", markdown } as const;

  test("by a link beside it that says where it leads, in the language of the page", async () => {
    const html = await renderHtml(
      makeArticle({
        language: "pt-BR",
        toc: true,
        sections: [{ ...section, heading: "Pão & *água*" }],
      }),
    );
    const links = readTags(html).filter(
      ({ name, attributes }) => name === "a" && attributes.get("class") === "anchor",
    );
    const targets = links.map(({ attributes }) => attributes.get("href"));
    expect(targets).toEqual(["#text", "#a-b-c", "#footnotes__heading"]);
    for (const target of targets) {
      expect(html).toContain(` id="${target?.slice(1)}"`);
    }
    expect(links.map(({ attributes }) => attributes.get("aria-label"))).toEqual([
      "Link para este título: Pão & água",
      'Link para este título: A b "c"',
      "Link para este título: Notas",
    ]);
    expect(/<nav class="contents"[\s\S]*?<\/nav>/.exec(html)?.[0]).not.toContain("anchor");
    // The heading's own name is its text alone.
    expect(html).toContain('<h2 id="text-heading">Pão &amp; <em>água</em></h2>');
  });
});

describe("a script that its author allows", () => {
  const code = { kind: "code", id: "c", level: 2 } as const;
  const samples = [{ language: "python", code: "print(1)" }];

  test("is the only one that the page's policy lets run, and says what it does in the page's language", async () => {
    const article = makeArticle({ language: "pt-BR", sections: [{ ...code, samples }] });
    const html = await renderHtml(article, undefined, { script: true });
    const [, script = ""] = /<script>([\s\S]*)<\/script>/.exec(html) ?? [];
    const hash = createHash("sha256").update(script).digest("base64");
    expect(html).toContain(`script-src 'sha256-${hash}';`);
    expect(script).toContain('["Copiar","Copiado"]');
    expect(await renderHtml(article, undefined, { script: true })).toBe(html);
  });

  test("stands on no page without code, nor where nobody allowed it", async () => {
    const none = makeArticle({ sections: [words(20)] });
    expect(await renderHtml(none, undefined, { script: true })).toBe(await renderHtml(none));
    const html = await renderHtml(makeArticle({ sections: [{ ...code, samples }] }));
    expect(html).not.toMatch(/<script>|script-src|\.copy/);
  });
});
