import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Liquid } from "liquidjs";
import { lint } from "markdownlint/sync";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ResponsesBody } from "./support.ts";
import { post, readJson, readText, start } from "./support.ts";

interface Block {
  readonly id: string;
  readonly prompt?: string;
  readonly question?: string;
  readonly image?: string;
  readonly n?: number;
  readonly alt?: string | readonly string[];
  readonly request?: string;
  readonly file?: string;
  readonly references?: readonly { readonly url: string }[];
}
interface Article {
  readonly system: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly blocks: readonly Block[];
}
interface Job {
  readonly text: { readonly model: string; readonly max_output_tokens: number };
}

const root = join(import.meta.dirname, "../..");
const prompts = join(root, "prompts");
const job = parse(readFileSync(join(root, "pipeline.yaml"), "utf8")) as Job;
const files = readdirSync(prompts).filter((name) => name.endsWith(".yaml"));

/** Asks for all texts of an article, those that use other answers after them. */
async function answerArticle(article: Article): Promise<Map<string, ResponsesBody>> {
  const sandbox = await start();
  const liquid = new Liquid({ strictVariables: true, strictFilters: true });
  const bodies = new Map<string, ResponsesBody>();
  const asked = article.blocks.filter(({ prompt, question }) => (prompt ?? question) !== undefined);
  const ordered = asked.toSorted(
    (one, other) =>
      Number(one.prompt?.includes("answers.") ?? false) -
      Number(other.prompt?.includes("answers.") ?? false),
  );
  for (const block of ordered) {
    const answers = Object.fromEntries([...bodies].map(([id, body]) => [id, readText(body)]));
    const input: unknown = await liquid.parseAndRender(block.prompt ?? block.question ?? "", {
      vars: article.vars,
      answers,
    });
    const request = { ...job.text, provider: undefined, endpoint: undefined, input };
    const response = await post(sandbox, "/responses", {
      ...request,
      instructions: article.system,
    });
    bodies.set(block.id, await readJson<ResponsesBody>(response));
  }
  return bodies;
}

test("there is a sample", () => {
  expect(files).not.toEqual([]);
});

describe.each(files)("%s", (name) => {
  const article = parse(readFileSync(join(prompts, name), "utf8")) as Article;
  const { blocks } = article;

  test("each prompt gets a text of its own, whole, and never the placeholder", async () => {
    const bodies = await answerArticle(article);
    const texts = [...bodies.values()].map((body) => readText(body));
    expect(texts.length).toBeGreaterThan(0);
    expect([...bodies.values()].every(({ status }) => status === "completed")).toBe(true);
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) {
      expect(text).not.toMatch(/sandbox|Prelo/i);
      expect(text.length).toBeGreaterThan(200);
      expect(text).toMatch(/[.?!*)]$/);
    }
  });

  test("the texts are tidy Markdown", async () => {
    const bodies = await answerArticle(article);
    const strings = Object.fromEntries(
      [...bodies].map(([id, body]) => [id, `# ${id}\n\n## ${id}\n\n${readText(body)}\n`]),
    );
    const findings = lint({ strings, config: { default: true, MD013: false, MD024: false } });
    expect(Object.values(findings).flat()).toEqual([]);
  });

  test("each picture says in words what it shows, as often as there are pictures", () => {
    const images = blocks.filter(({ image }) => image !== undefined);
    expect(images.map(({ n }) => n)).toEqual([10, 3, 3]);
    for (const { n = 1, alt } of images) {
      expect(alt).toBeTruthy();
      expect(typeof alt === "string" ? n : alt?.length).toBe(n);
    }
  });

  test("ids are unique, and code refers to blocks and files that exist", () => {
    const ids = blocks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { request, file } of blocks) {
      expect(request === undefined || ids.includes(request)).toBe(true);
      expect(file === undefined || readFileSync(join(prompts, file), "utf8") !== "").toBe(true);
    }
  });

  test("references are links to follow", () => {
    const urls = blocks.flatMap(({ references = [] }) => references.map(({ url }) => url));
    expect(urls.length).toBeGreaterThanOrEqual(5);
    expect(urls.every((url) => URL.canParse(url) && url.startsWith("https://"))).toBe(true);
  });
});
