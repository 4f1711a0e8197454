import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PageServer, startPageServer } from "../../../src/cli/preview/page-server.ts";

const folder = mkdtempSync(join(tmpdir(), "prelo-preview-"));
let server: PageServer;

beforeAll(async () => {
  mkdirSync(join(folder, "output/bread/img"), { recursive: true });
  writeFileSync(join(folder, "secret.html"), "outside");
  writeFileSync(join(folder, "output/bread/article.html"), "<p>bread</p>");
  writeFileSync(join(folder, "output/bread/article.ipynb"), "{}");
  writeFileSync(join(folder, "output/bread/img/a.webp"), "picture");
  writeFileSync(join(folder, "output/bread/notes.exe"), "no page");
  server = await startPageServer(
    {
      outputDir: () => join(folder, "output"),
      articles: () => [{ slug: "bread", page: "article.html" }],
    },
    0,
  );
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function fetchPath(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    // Not fetch: it would resolve `..` before sending.
    get({ host: "127.0.0.1", port, path, headers }, resolve).on("error", reject);
  });
}

test.each([
  ["/bread/article.html", 200, "text/html; charset=utf-8"],
  ["/bread/article.ipynb", 200, "application/json; charset=utf-8"],
  ["/bread/img/a.webp", 200, "image/webp"],
  ["/", 200, "text/html; charset=utf-8"],
  ["/view/bread", 200, "text/html; charset=utf-8"],
])("serves %s", async (path, status, type) => {
  const response = await fetchPath(path);
  response.resume();
  expect(response.statusCode).toBe(status);
  expect(response.headers["content-type"]).toBe(type);
});

test.each([
  "/../secret.html",
  "/..%2fsecret.html",
  "/bread/%2e%2e/%2e%2e/secret.html",
  "/bread/notes.exe",
  "/bread/missing.html",
  "/bread",
  "/%00",
])("does not serve %s", async (path) => {
  const response = await fetchPath(path);
  response.resume();
  expect([400, 404]).toContain(response.statusCode);
});

test("answers under its own name only, so that no other site can read the pages", async () => {
  const response = await fetchPath("/bread/article.html", { host: "evil.example" });
  response.resume();
  expect(response.statusCode).toBe(421);
});

test("tells open pages to load anew", async () => {
  const response = await fetchPath("/events");
  const heard = new Promise<string>((resolve) => {
    let text = "";
    response.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("data:")) {
        resolve(text);
      } else {
        server.reload();
      }
    });
  });
  expect(await heard).toContain("data: reload\n\n");
  response.destroy();
});

test("a port that is taken is the user's to change", async () => {
  const port = Number(new URL(server.url).port);
  const source = { outputDir: () => folder, articles: () => [] };
  await expect(startPageServer(source, port)).rejects.toMatchObject({
    code: "USAGE",
    message: `The preview cannot listen on 127.0.0.1:${port}.`,
  });
});
