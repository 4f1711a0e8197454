// What readers of a built site would stumble over.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fromHtml } from "hast-util-from-html";

/** What each article must show, whatever the generator. */
const shown = {
  bread: { text: ["https://example.org/bread?a=1&b=2", "baker@example.org"], pictures: 1 },
  "bread/es": { text: ["(es) Read about"], pictures: 1 },
  flour: { text: ["Kinds: 00 & others"], pictures: 0 },
  oven: { text: ["Both in the morning."], pictures: 6 },
  salt: {
    text: ["20 g", "or less", "Of the flour, that is."],
    not: ["[^1]"],
    pictures: 0,
    tags: ["table", "td"],
  },
  starter: { text: ["Day one", "costs $5."], pictures: 0 },
  templates: {
    text: ["Prose with {braces}, a < b, a <3 in it.", "More {of} it", "Hidden words and Ctrl."],
    code: [
      "<h1>{{ page.title }}</h1>\n{% for each in site.posts %}\nconst a = <b>{c}</b>;",
      "{{ page.title }}",
      "<Tag {...props}>",
    ],
    pictures: 0,
    tags: ["details", "summary", "kbd"],
  },
  tools: { text: ["A book"], code: ['print("weigh")'], pictures: 0 },
  water: { text: ["Água é vida"], pictures: 0 },
};

/**
 * @param {string} root the folder of the built site, whose articles stand below `articles/`
 * @returns {readonly string[]} one sentence for each mistake
 */
export function checkSite(root) {
  const pages = new Map(
    [...Object.keys(shown), "old-bread"].map((slug) => [slug, readPage(root, slug)]),
  );
  return [...pages].flatMap(([slug, page]) => {
    const says = (text) => `${slug}: ${text}`;
    return page === undefined
      ? [says("there is no page")]
      : [...findLacking(slug, page), ...findDead(slug, page, { root, pages })].map(says);
  });
}

function readPage(root, slug) {
  const file = join(root, "articles", slug, "index.html");
  if (!existsSync(file)) {
    return undefined;
  }
  const page = { elements: [], ids: new Set(), text: "" };
  const visit = (node) => {
    if (node.type === "element") {
      page.elements.push(node);
      page.ids.add(node.properties.id);
    }
    node.children?.forEach(visit);
  };
  const tree = fromHtml(readFileSync(file, "utf8"));
  visit(tree);
  page.text = textOf(tree).replaceAll(/\s+/g, " ");
  return page;
}

function textOf({ value, children = [], tagName }) {
  return tagName === "script" || tagName === "style"
    ? ""
    : (value ?? children.map(textOf).join(""));
}

function findLacking(slug, { elements, text }) {
  const wanted = shown[slug];
  if (wanted === undefined) {
    return [];
  }
  const named = (name) => elements.filter(({ tagName }) => tagName === name);
  const code = new Set(named("code").map((each) => textOf(each).trimEnd()));
  const titles = named("h1").length;
  const pictures = named("img").length;
  return [
    ...(titles === 1 ? [] : [`${titles} titles`]),
    ...(pictures === wanted.pictures ? [] : [`${pictures} pictures instead of ${wanted.pictures}`]),
    ...wanted.text.filter((each) => !text.includes(each)).map((each) => `it lacks “${each}”`),
    ...(wanted.not ?? []).filter((each) => text.includes(each)).map((each) => `it has “${each}”`),
    ...(wanted.tags ?? []).filter((tag) => named(tag).length === 0).map((tag) => `no <${tag}>`),
    ...(wanted.code ?? [])
      .filter((each) => !code.has(each))
      .map((each) => `no such code: ${JSON.stringify(each)}`),
  ];
}

/** Pictures and links that lead nowhere on the built site. */
function findDead(slug, { elements }, { root, pages }) {
  const base = new URL(`http://site/articles/${slug}/`);
  return elements.flatMap(({ tagName, properties }) => {
    const address = properties[tagName === "img" ? "src" : "href"];
    if ((tagName !== "img" && tagName !== "a") || address === undefined) {
      return [];
    }
    const { host, protocol, pathname, hash } = new URL(address, base);
    if (protocol === "mailto:" || host !== base.host) {
      return [];
    }
    const path = decodeURIComponent(pathname);
    const [, target] = /^\/articles\/(.*?)\/?(?:index\.html)?$/.exec(path) ?? [];
    const page = pages.get(target);
    if (page !== undefined) {
      const id = decodeURIComponent(hash.slice(1));
      return id === "" || page.ids.has(id) ? [] : [`no place “${address}”`];
    }
    const isThere =
      path === "/" || isFile(join(root, path)) || isFile(join(root, path, "index.html"));
    return isThere ? [] : [`${tagName === "img" ? "picture" : "link"} to nowhere: “${address}”`];
  });
}

function isFile(path) {
  return existsSync(path) && statSync(path).isFile();
}
