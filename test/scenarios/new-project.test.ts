import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  hashTree,
  listFiles,
  makeFolder,
  makeJob,
  readAll,
  readText,
  writeFiles,
} from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { makeKey, startProvider } from "./support/provider.ts";

test.concurrent("init writes a project in the user's language that builds and passes its check", async () => {
  const folder = makeFolder({ "site/.gitignore": "dist/\n" });
  const init = await prelo(folder, ["init", "site"], { LANG: "es_ES.UTF-8" });
  expect(init.code).toBe(0);
  expect(init.stdout.split("\n")).toContain("site/prompts/pan.yaml");
  expect(init.stderr).toContain("Kept as they are: .gitignore");
  expect(init.stderr).toContain(
    "Add to .gitignore, so that no key is committed: .env, node_modules/",
  );
  expect(init.stderr).toContain("prelo build site/pipeline.yaml");
  expect(readText(folder, "site/.gitignore")).toBe("dist/\n");

  const site = join(folder, "site");
  expect((await prelo(site, ["build"])).code).toBe(0);
  expect(readText(site, "output/pan/article.html")).toContain('<html lang="es-ES"');
  expect((await prelo(site, ["check"])).code).toBe(0);

  const inCi = await prelo(folder, ["init", "ci", "--ci"]);
  expect(JSON.parse(readText(folder, "ci/package.json"))).toMatchObject({
    private: true,
    dependencies: { prelo: expect.stringMatching(/^\^\d/) as string },
  });
  expect(inCi.stderr).toContain("For CI: run `npm install`, then commit package.json");
  writeFiles(folder, { "own/package.json": "{}" });
  const own = await prelo(folder, ["init", "own", "--ci", "gitlab"]);
  expect(own.stderr).toContain("For CI: run `npm install prelo`, then commit");
  expect(readText(folder, "own/package.json")).toBe("{}");

  const before = hashTree(site);
  const again = await prelo(site, ["init", ".", "--ci"]);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("pipeline.yaml exists already");
  expect(hashTree(site)).toEqual(before);
});

test.concurrent("new writes an article where the job picks it up, and says what to run", async () => {
  const folder = makeJob({ articles: {} });
  writeFiles(folder, { "node_modules/prelo/package.json": "{}" });
  const made = await prelo(folder, ["new", "first-steps"], { LANG: "de_DE.UTF-8" });
  expect(made).toMatchObject({ code: 0, stdout: "prompts/first-steps.yaml\n" });
  expect(made.stderr).toContain("npx prelo build --article first-steps\n");
  expect(readText(folder, "prompts/first-steps.yaml")).toContain("language: de");
  expect((await prelo(folder, ["build", "--article", "first-steps"])).code).toBe(0);
  expect(listFiles(folder, "output")).toContain("output/first-steps/article.md");

  for (const name of ["first-steps", "../escape", "con"]) {
    expect((await prelo(folder, ["new", name])).code).toBe(2);
  }
  writeFiles(folder, { "guides.yaml": "version: 1\narticles: [prompts/guide-*.yaml]\n" });
  const refused = await prelo(folder, ["new", "bread", "--job", "guides.yaml"]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/would not pick up.*"bread"\n.*prompts\/guide-\*\.yaml/);
  expect(existsSync(join(folder, "prompts/bread.yaml"))).toBe(false);
});

test.concurrent("new in a folder without a job says how to begin one", async () => {
  const folder = makeFolder();
  const lost = await prelo(folder, ["new", "bread"]);
  expect(lost.code).toBe(2);
  expect(lost.stderr).toMatch(/pipeline\.yaml[^]*prelo init/);
  expect(listFiles(folder)).toEqual([]);
});

test.concurrent(".env beside the job is read, the environment overrides it, and its secrets stay out", async () => {
  const provider = await startProvider();
  const other = await startProvider();
  const unnamed = makeKey().slice(8);
  const folder = makeJob({
    articles: { a: [{ id: "one", prompt: "Say one." }] },
    job: { providers: { openai: { secret_headers: { "x-team": "TEAM" } } } },
  });
  const team = makeKey().slice(8);
  const lines = [
    `OPENAI_API_KEY="${provider.key}" # mine`,
    `export OPENAI_BASE_URL=${provider.variables.OPENAI_BASE_URL}`,
    `TEAM=${team}`,
    `NOTHING_SPECIAL=${unnamed}`,
  ];
  writeFiles(folder, { "job/.env": "", ".env": `\uFEFF# Keys\r\n${lines.join("\r\n")}\r\n` });
  const outside = makeFolder();
  expect((await prelo(outside, ["build", join(folder, "pipeline.yaml")])).code).toBe(0);
  expect(provider.calls.map(({ authorization }) => authorization)).toEqual([
    `Bearer ${provider.key}`,
  ]);
  expect(provider.calls[0]?.headers["x-team"]).toBe(team);

  rmSync(join(folder, "answers"), { recursive: true });
  await prelo(folder, ["build"], { OPENAI_BASE_URL: other.variables.OPENAI_BASE_URL });
  expect(other.calls.map(({ authorization }) => authorization)).toEqual([`Bearer ${provider.key}`]);

  writeFiles(folder, { "prompts/a.yaml": `title: A\nblocks:\n  - markdown: It is ${unnamed}.\n` });
  const leak = await prelo(folder, ["build"]);
  expect(leak.code).toBe(3);
  expect(leak.stderr).toContain("NOTHING_SPECIAL");
  expect(leak.stdout + leak.stderr).not.toContain(unnamed);
  expect(readAll(join(folder, "output"))).not.toContain(unnamed);
});

test.concurrent("a .env that cannot be read is told, and a folder of that name is none", async () => {
  const folder = makeJob({ articles: { a: [{ markdown: "Text." }] } });
  writeFiles(folder, { ".env/bin/activate": "" });
  expect((await prelo(folder, ["build"])).code).toBe(0);
  rmSync(join(folder, ".env"), { recursive: true });
  writeFiles(folder, { ".env": "" });
  const { writeFileSync } = await import("node:fs");
  writeFileSync(join(folder, ".env"), Buffer.from("\uFEFFKEY=x", "utf16le"));
  const bad = await prelo(folder, ["build"]);
  expect(bad.code).toBe(1);
  expect(bad.stderr).toMatch(/READ_FAILED: .*\.env is not valid UTF-8\n.*UTF-8/);
});
