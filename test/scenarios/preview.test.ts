/// <reference lib="dom" />
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import type { ArticleReply, ListReply } from "../../src/cli/preview/wire.ts";
import { executablePath, launch } from "./support/browser.ts";
import { hashTree, jobFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import { findBarriers, overflowOf } from "./support/inspect-page.ts";
import { start } from "./support/program.ts";
import { makeKey, type Provider, startProvider } from "./support/provider.ts";
import { textFor } from "./support/replies.ts";
import { prelo } from "./support/resident.ts";

const long = Array.from({ length: 30 }, (_, index) => `Paragraph ${index}.`).join("\n\n");
const one = { id: "one", heading: "One", prompt: "Say one." };
const two = { id: "two", heading: "Two", prompt: "Go on from {{ answers.one }}" };
const built = [{ markdown: long }, one, two, { markdown: long }];
/** The job of {@link startPreview}, as it is when the preview starts: `one` was changed, two are new. */
const changed = [
  { markdown: long },
  { ...one, prompt: "Say 1." },
  two,
  { markdown: long },
  { id: "three", heading: "Three", prompt: "Say three." },
  { id: "house", image: "A house", alt: "A house", images: { widths: [240], formats: ["webp"] } },
];
const budget = { requests: 4 };

interface Preview {
  readonly folder: string;
  readonly url: string;
  readonly provider: Provider;
  readonly article: () => Promise<Required<ArticleReply>>;
  readonly states: () => Promise<Record<string, string>>;
  readonly post: (path: string, body: object) => Promise<{ status: number; body: unknown }>;
  readonly printed: () => string;
  readonly stop: () => Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Builds an article, changes it, and starts a preview of it. */
async function startPreview(...flags: readonly string[]): Promise<Preview> {
  const provider = await startProvider();
  const folder = makeJob({ job: { budget }, articles: { a: built } });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  writeFiles(folder, jobFiles({ job: { budget }, articles: { a: changed } }));
  const running = start(folder, ["preview", "--port", "0", ...flags], provider.variables);
  const findUrl = (): string | undefined =>
    /http:\/\/127\.0\.0\.1:\d+/.exec(running.printed())?.[0];
  await expect.poll(findUrl, { timeout: 60_000 }).toBeDefined();
  const url = findUrl() ?? "";
  const shell = await (await fetch(url)).text();
  const token = /name="prelo-token" content="([\w-]+)"/.exec(shell)?.[1] ?? "";
  const article = async (): Promise<Required<ArticleReply>> =>
    (await (await fetch(`${url}/@/articles/a`)).json()) as Required<ArticleReply>;
  return {
    folder,
    url,
    provider,
    article,
    states: async () => {
      const { blocks } = (await article()).article;
      return Object.fromEntries(blocks.map(({ id, state }) => [id, state]));
    },
    post: async (path, body) => {
      const headers = { origin: url, "x-prelo-token": token };
      const sent = { method: "POST", headers, body: JSON.stringify(body) };
      const response = await fetch(`${url}/@/${path}`, sent);
      return { status: response.status, body: await response.json() };
    },
    printed: running.printed,
    stop: () => {
      running.kill("SIGINT");
      return running.finished;
    },
  };
}

test("the preview shows what a build would not publish, sends nothing by itself, and asks block by block", async () => {
  const preview = await startPreview("--ask");
  const { folder, url, provider, article, states, post } = preview;
  const stale = { one: "stale", two: "stale", three: "missing", house: "missing" };
  expect(await states()).toEqual(stale);
  const before = hashTree(folder);
  const page = await (await fetch(`${url}/a/article.html`)).text();
  expect(page).toContain(textFor("Say one.").slice(16, 28));
  expect(page).toContain('<section id="three"');
  expect(page).not.toMatch(/prelo-label|stale|missing/);
  const [picture] = /img\/house-1-\d+w\.\w+\.webp/.exec(page) ?? [];
  expect((await fetch(`${url}/a/${picture}`)).headers.get("content-type")).toBe("image/webp");

  // A title, and a price that nobody knows.
  const { articles } = (await (await fetch(`${url}/@/articles`)).json()) as ListReply;
  expect(articles).toMatchObject([{ slug: "a", title: "About a", cost: "cost unknown" }]);

  // A log in the job's folder is nobody's business; a new article is.
  for (let index = 0; index < 20; index += 1) {
    appendFileSync(join(folder, "build.log"), "line\n");
    appendFileSync(join(folder, "prompts/a.yaml.swp"), "line\n");
  }
  const blocksOf = async (): Promise<unknown> =>
    ((await (await fetch(`${url}/@/articles`)).json()) as ListReply).articles.map(
      ({ slug }) => slug,
    );
  writeFiles(folder, { "prompts/b.yaml": "title: B\nblocks: [{ markdown: Text. }]\n" });
  await expect.poll(blocksOf, { timeout: 20_000 }).toEqual(["a", "b"]);
  await expect
    .poll(() => readTextOr(folder, "output/b/article.md"), { timeout: 20_000 })
    .toContain("Text.");

  // What was published stays, nothing was sent, and no record was touched.
  const { calls } = provider;
  expect(calls).toHaveLength(2);
  const after = hashTree(folder);
  for (const name of Object.keys(before).filter((each) => /^(?:answers|output)\//.test(each))) {
    expect([name, after[name]]).toEqual([name, before[name]]);
  }

  // One block, and only that one.
  expect(await post("ask", { article: "a", blocks: ["three"] })).toMatchObject({ status: 200 });
  await expect.poll(states, { timeout: 30_000 }).toEqual({ ...stale, three: "fresh" });
  expect(calls).toHaveLength(3);

  // A text of one's own, but not over one that was not seen.
  const edit = { article: "a", block: "three", text: "Mine.", before: textFor("Say three.") };
  expect(await post("edit", edit)).toMatchObject({ status: 200 });
  await expect.poll(states, { timeout: 20_000 }).toMatchObject({ three: "edited" });
  expect(await post("edit", edit)).toMatchObject({
    status: 409,
    body: { problems: [{ code: "EDIT_CONFLICT" }] },
  });
  expect(readText(folder, "answers/a/three.md")).toMatch(/\n---\nMine\.\n/);

  // All that is due; then the page is the one that is published.
  await post("ask", { article: "a" });
  await expect
    .poll(states, { timeout: 30_000 })
    .toEqual({ one: "fresh", two: "fresh", three: "edited", house: "fresh" });
  await expect.poll(async () => (await article()).job.asking, { timeout: 30_000 }).toBeUndefined();
  expect(calls).toHaveLength(6);
  expect(await (await fetch(`${url}/a/article.html`)).text()).toBe(
    readText(folder, "output/a/article.html"),
  );

  // The budget of four requests is the whole preview's.
  await post("ask", { article: "a", blocks: ["one"] });
  await expect
    .poll(async () => (await article()).job.asking, { timeout: 30_000 })
    .toMatchObject({ failures: [{ code: "BUDGET_EXCEEDED" }], ended: expect.any(String) });
  expect(calls).toHaveLength(6);

  // A mistake in a file, and its remedy.
  writeFiles(folder, { "prompts/b.yaml": "title: B\nblocks: [{ markdwn: Text. }]\n" });
  await expect
    .poll(async () => (await article()).job.problems, { timeout: 20_000 })
    .toMatchObject([
      {
        place: "prompts/b.yaml:2:12",
        hint: expect.stringContaining("markdown"),
        frame: expect.stringContaining("^^^"),
      },
    ]);
  writeFiles(folder, { "prompts/b.yaml": "title: B\nblocks: [{ markdown: Text. }]\n" });
  await expect.poll(async () => (await article()).job.problems, { timeout: 20_000 }).toEqual([]);
  expect(await preview.stop()).toMatchObject({ code: 0, signal: null });
});

test("without --ask nothing is asked, whoever wants it; .env is read again; a taken port is told", async () => {
  const { folder, url, post, stop, provider } = await startPreview();
  expect(await post("ask", { article: "a" })).toMatchObject({
    status: 400,
    body: { problems: [{ code: "USAGE", hint: "Start the preview with --ask." }] },
  });
  const port = new URL(url).port;
  const second = await prelo(folder, ["preview", "--port", port], provider.variables);
  expect(second).toMatchObject({ code: 2 });
  expect(second.stderr).toMatch(/cannot listen on 127\.0\.0\.1:\d+[^]*--port/);
  // A key that comes with .env, while the preview is on.
  const own = { base_url: "http://127.0.0.1:9/v1", api_key_env: "OWN_KEY" };
  const job = { providers: { own }, text: { provider: "own", model: "m" } };
  writeFiles(folder, jobFiles({ job, articles: { c: [{ id: "new", prompt: "Say." }] } }));
  const sandboxOf = async (): Promise<unknown> => {
    const reply = (await (await fetch(`${url}/@/articles/c`)).json()) as ArticleReply;
    return reply.article === undefined ? "none" : reply.article.sandbox;
  };
  await expect.poll(sandboxOf, { timeout: 20_000 }).toBe("OWN_KEY is not set");
  writeFiles(folder, { ".env": `OWN_KEY=${makeKey()}\n` });
  await expect.poll(sandboxOf, { timeout: 20_000 }).toBeUndefined();
  expect((await prelo(folder, ["preview", "nowhere.yaml", "--port", "0"])).code).toBe(2);
  expect(provider.calls).toHaveLength(2);
  expect(await stop()).toMatchObject({ code: 0, signal: null });
});

/** What the shown page says, whichever frame it is in by now. */
function pageText(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      document.querySelector<HTMLIFrameElement>("iframe:not(.coming)")?.contentDocument?.body
        .textContent ?? "",
  );
}

function readTextOr(folder: string, name: string): string {
  try {
    return readText(folder, name);
  } catch {
    return "";
  }
}

describe.skipIf(executablePath === undefined)("in a browser", () => {
  let browser: Browser | undefined;
  afterAll(() => browser?.close());

  test("marks blocks, keeps the reader's place, lays mistakes over the page, asks and edits", async () => {
    browser = await launch();
    const { folder, url, stop, states } = await startPreview("--ask");
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("console", (message) => faults.push(message.text()));
    await page.goto(url);
    const frame = page.frameLocator("iframe:not(.coming)");
    await frame.getByRole("group", { name: "Block three: missing" }).waitFor();
    await frame.getByRole("group", { name: "Block one: stale" }).getByText("prompt:").waitFor();
    for (const [width, colorScheme] of [
      [1280, "light"],
      [390, "dark"],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      expect(await findBarriers(page)).toEqual([]);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });

    const scroll = (): Promise<number> => frame.locator("html").evaluate((html) => html.scrollTop);
    await frame.locator("#two").evaluate((section) => section.scrollIntoView({ block: "start" }));
    const place = await scroll();
    const changes = jobFiles({
      job: { budget },
      articles: { a: { title: "Another title", blocks: changed } },
    });
    writeFiles(folder, changes);
    await expect.poll(() => pageText(page), { timeout: 20_000 }).toContain("Another title");
    expect(Math.abs((await scroll()) - place)).toBeLessThan(4);

    writeFiles(folder, { "prompts/a.yaml": "title: [\n" });
    await page
      .getByRole("alertdialog")
      .getByText(/prompts\/a\.yaml:\d+:\d+/)
      .waitFor();
    writeFiles(folder, changes);
    await page.getByRole("alertdialog").waitFor({ state: "hidden" });

    await frame
      .getByRole("group", { name: "Block three" })
      .getByRole("button", { name: "Ask" })
      .click();
    await expect.poll(states, { timeout: 30_000 }).toMatchObject({ three: "fresh", one: "stale" });
    await page.getByRole("button", { name: "Edit the text of three" }).first().click();
    await page.getByRole("textbox").fill("What I say.");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => pageText(page), { timeout: 20_000 }).toContain("What I say.");
    expect(readText(folder, "answers/a/three.md")).toContain("What I say.");
    expect(faults).toEqual([]);
    await context.close();
    expect(await stop()).toMatchObject({ code: 0 });
  });
});
