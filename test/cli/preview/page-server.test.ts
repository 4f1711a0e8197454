import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPublished } from "../../../src/cli/preview/files.ts";
import {
  type PageServer,
  type PageSource,
  startPageServer,
} from "../../../src/cli/preview/page-server.ts";
import { PreloError } from "../../../src/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "prelo-preview-"));
const done: unknown[] = [];
let server: PageServer;
let token: string;

const job = { asks: true, articles: 1, problems: [] };
const source: PageSource = {
  list: async () => ({ job, articles: [] }),
  article: async () => ({ job }),
  file: (slug, file) => readPublished(join(folder, "output"), slug, file),
  ask: async (asked) => {
    done.push(asked);
  },
  stop: () => undefined,
  choose: async (chosen) => {
    done.push(chosen);
  },
  edit: async () => {
    throw new PreloError("EDIT_CONFLICT", "it was changed");
  },
};

beforeAll(async () => {
  mkdirSync(join(folder, "output/bread/img"), { recursive: true });
  writeFileSync(join(folder, "secret.html"), "outside");
  writeFileSync(join(folder, "output/bread/article.html"), "<p>bread</p>");
  writeFileSync(join(folder, "output/bread/article.ipynb"), "{}");
  writeFileSync(join(folder, "output/bread/article.txt"), "Bread.");
  writeFileSync(join(folder, "output/bread/own.html"), "<script>1</script>");
  writeFileSync(join(folder, "output/bread/img/a.webp"), "picture");
  writeFileSync(join(folder, "output/bread/notes.exe"), "no page");
  server = await startPageServer(source, 0);
  const shell = await readText(await send("GET", "/"));
  token = /name="prelo-token" content="([\w-]+)"/.exec(shell)?.[1] ?? "";
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Not fetch: it would resolve `..` before sending, and sets headers of its own. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<IncomingMessage> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, headers }, resolve)
      .on("error", reject)
      .end(body);
  });
}

test.each([
  ["/bread/article.html", "text/html; charset=utf-8"],
  ["/bread/article.ipynb", "application/json; charset=utf-8"],
  ["/bread/article.txt", "text/plain; charset=utf-8"],
  ["/bread/img/a.webp", "image/webp"],
  ["/", "text/html; charset=utf-8"],
  ["/view/bread", "text/html; charset=utf-8"],
  ["/@/articles/bread", "application/json; charset=utf-8"],
])("serves %s", async (path, type) => {
  const response = await send("GET", path);
  response.resume();
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toBe(type);
  expect(response.headers).not.toHaveProperty("access-control-allow-origin");
});

test.each([
  "/../secret.html",
  "/..%2fsecret.html",
  "/bread/%2e%2e/%2e%2e/secret.html",
  "/bread/notes.exe",
  "/bread/missing.html",
  "/bread",
  "/%00",
  "/@/constructor",
  "/@/../page.js",
])("does not serve %s", async (path) => {
  const response = await send("GET", path);
  response.resume();
  expect([400, 404]).toContain(response.statusCode);
});

test("no script stands in its pages, and none of an article's runs with the preview's rights", async () => {
  const policyOf = async (path: string): Promise<unknown> => {
    const response = await send("GET", path);
    response.resume();
    return response.headers["content-security-policy"];
  };
  expect(await policyOf("/")).toMatch(
    /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
  );
  expect(await readText(await send("GET", "/"))).not.toMatch(
    /<script(?! type="module" src=)|<style| on\w+=/,
  );
  expect(await policyOf("/bread/article.html")).toContain("script-src 'none'");
  // Another program's page is what it is, but apart.
  expect(await policyOf("/bread/own.html")).toMatch(/^sandbox allow-scripts;/);
});

test("answers under its own name only, so that no other site can read the pages", async () => {
  for (const path of ["/bread/article.html", "/@/articles"]) {
    const response = await send("GET", path, { host: "evil.example" });
    response.resume();
    expect(response.statusCode).toBe(421);
  }
});

test("does only what its own pages ask for", async () => {
  const { host, origin } = new URL(server.url);
  const own = { host, origin, "x-prelo-token": token, "content-type": "application/json" };
  const body = JSON.stringify({ article: "bread", blocks: ["why"] });
  const statusOf = async (headers: Record<string, string>, sent = body): Promise<unknown> => {
    const response = await send("POST", "/@/ask", headers, sent);
    response.resume();
    return response.statusCode;
  };
  const { origin: _, ...withoutOrigin } = own;
  const { "x-prelo-token": __, ...withoutToken } = own;
  expect(await statusOf({ ...own, host: "evil.example" })).toBe(421);
  expect(await statusOf({ ...own, origin: "https://evil.example" })).toBe(403);
  expect(await statusOf({ ...own, origin: "null" })).toBe(403);
  expect(await statusOf(withoutOrigin)).toBe(403);
  expect(await statusOf(withoutToken)).toBe(403);
  expect(await statusOf({ ...own, "x-prelo-token": "x".repeat(token.length) })).toBe(403);
  expect(await statusOf(own, "{")).toBe(400);
  expect(await statusOf(own, JSON.stringify({ article: "bread", all: true }))).toBe(400);
  const other = await send("PUT", "/@/ask", own);
  other.resume();
  expect(other.statusCode).toBe(405);
  expect(done).toEqual([]);
  expect(await statusOf(own)).toBe(200);
  const chosen = { article: "bread", block: "why.2" };
  (await send("POST", "/@/choose", own, JSON.stringify(chosen))).resume();
  expect(done).toEqual([{ article: "bread", blocks: ["why"] }, chosen]);
});

test("says why it did not do something, in the words of the terminal", async () => {
  const { host, origin } = new URL(server.url);
  const headers = { host, origin, "x-prelo-token": token };
  const edit = JSON.stringify({ article: "bread", block: "why", text: "b", before: "a" });
  const response = await send("POST", "/@/edit", headers, edit);
  expect(response.statusCode).toBe(409);
  expect(JSON.parse(await readText(response))).toEqual({
    problems: [{ code: "EDIT_CONFLICT", message: "it was changed" }],
  });
});

test("tells open pages what happens, and knows which articles they show", async () => {
  const response = await send("GET", "/@/events?article=bread");
  const heard = new Promise<string>((resolve) => {
    let text = "";
    response.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("data:")) {
        resolve(text);
      } else {
        server.tell({ type: "changed" });
      }
    });
  });
  expect(await heard).toContain('data: {"type":"changed"}\n\n');
  expect(server.viewed()).toEqual(["bread"]);
  response.destroy();
});

test("a port that is taken is the user's to change", async () => {
  const port = Number(new URL(server.url).port);
  await expect(startPageServer(source, port)).rejects.toMatchObject({
    code: "USAGE",
    message: `The preview cannot listen on 127.0.0.1:${port}.`,
    hint: expect.stringContaining("--port"),
  });
});
