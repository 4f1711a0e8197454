// The generators, each with the theme of a small site: the rest is what docs/how-to/sites.md says.

const html = (title, body) =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>`;

/**
 * @typedef {object} Generator
 * @property {string} recipe how its section in the docs begins
 * @property {readonly string[]} packages of npm; none for a program that must be installed
 * @property {readonly string[]} command run in site/, a program of those packages, or one that is installed
 * @property {string} built the folder of the built site, below site/
 * @property {Readonly<Record<string, string>>} files of the site
 */

/** @type {Readonly<Record<string, Generator>>} */
export const generators = {
  hugo: {
    recipe: "Hugo",
    packages: [],
    command: ["hugo", "--quiet"],
    built: "public",
    files: { "layouts/_default/single.html": html("{{ .Title }}", "{{ .Content }}") },
  },
  jekyll: {
    recipe: "Jekyll",
    packages: [],
    command: ["jekyll", "build", "--quiet"],
    built: "_site",
    files: { "_layouts/post.html": html("{{ page.title | escape }}", "{{ content }}") },
  },
  eleventy: {
    recipe: "Eleventy",
    packages: ["@11ty/eleventy@3.1.8", "markdown-it-footnote@4"],
    command: ["eleventy", "--quiet"],
    built: "_site",
    files: { "_includes/post.njk": html("{{ title }}", "{{ content | safe }}") },
  },
  astro: {
    recipe: "Astro",
    packages: ["astro@5.18.2"],
    command: ["astro", "build"],
    built: "dist",
    files: {
      "src/pages/articles/[...id].astro": `---
import { getCollection, render } from "astro:content";
export async function getStaticPaths() {
  const articles = await getCollection("articles");
  return articles.map((entry) => ({ params: { id: entry.id }, props: { entry } }));
}
const { entry } = Astro.props;
const { Content } = await render(entry);
---
${html("{entry.data.title}", "<Content />")}
`,
    },
  },
  vitepress: {
    recipe: "VitePress",
    packages: ["vitepress@1.6.4", "markdown-it-footnote@4"],
    command: ["vitepress", "build"],
    built: ".vitepress/dist",
    files: {},
  },
  mdx: {
    recipe: "Docusaurus and MDX",
    packages: [
      "@mdx-js/mdx@3.1.1",
      "react@19",
      "react-dom@19",
      "rehype-slug@6",
      "remark-frontmatter@5",
      "remark-gfm@4",
    ],
    command: ["node", "render.mjs"],
    built: "built",
    files: {
      "render.mjs": `import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { evaluate } from "@mdx-js/mdx";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import * as runtime from "react/jsx-runtime";
import rehypeSlug from "rehype-slug";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
cpSync("docs", "built", { recursive: true });
for (const file of readdirSync("built", { recursive: true }).filter((name) => /\\.md$/.test(name))) {
  const source = readFileSync("built/" + file, "utf8");
  const remarkPlugins = [remarkFrontmatter, remarkGfm];
  const options = { ...runtime, remarkPlugins, rehypePlugins: [rehypeSlug] };
  const { default: Page } = await evaluate(source, options);
  const [, title] = /^title: "?(.*?)"?$/m.exec(source);
  const heading = createElement("h1", {}, title);
  const page = createElement("body", {}, heading, createElement(Page));
  writeFileSync("built/" + file.replace(/md$/, "html"), renderToStaticMarkup(page));
}
`,
    },
  },
};
