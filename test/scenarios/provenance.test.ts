import { expect, test } from "vitest";
import { type Manifest, readManifest } from "../../src/publish/manifest.ts";
import { join } from "node:path";
import { hashTree, makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";

const articles = {
  a: [
    { id: "intro", markdown: "Words." },
    { id: "one", heading: "One", prompt: "Say one." },
    { id: "why", question: "Why?" },
    { id: "pic", image: "A house", alt: "auto", n: 2 },
    { id: "code", heading: "Code", request: "one" },
    { id: "used", heading: "Used", usage: true },
  ],
};

function manifestOf(folder: string): Manifest {
  const manifest = readManifest(join(folder, "output/a"));
  if (manifest === undefined) {
    throw new Error("there is no manifest");
  }
  return manifest;
}

test.concurrent("the manifest ties each part to its answer, and not to when it came", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const { parts = [] } = manifestOf(folder);
  expect(parts.map(({ block, kind, answer }) => [block, kind, answer])).toEqual([
    ["one", "prompt", "answers/a/one.md"],
    ["why", "question", "answers/a/why.md"],
    ["pic", "image", "answers/a/pic.yaml"],
    ["pic", "alt", "answers/a/pic-alt-1.md"],
    ["pic", "alt", "answers/a/pic-alt-2.md"],
    ["code", "request", "answers/a/one.md"],
  ]);
  for (const { answer, fingerprint, provider: name, model } of parts) {
    const record = readText(folder, answer);
    expect(record).toContain(`fingerprint: ${fingerprint}`);
    expect(record).toContain(`provider: ${name}`);
    expect(record).toContain(`model: ${model}`);
    expect(readText(folder, "output/a/article.html")).toContain('<section id="one"');
  }
  const text = readText(folder, "output/a/manifest.json");
  expect(text).not.toMatch(/req_|created|20\d\d-\d\d-\d\dT/);

  // The same article, asked again on another day: the same bytes.
  const other = makeJob({ articles });
  expect(await prelo(other, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(hashTree(other, "output")).toEqual(hashTree(folder, "output"));
});

test.concurrent("the manifest says who served an answer, and that a person changed it", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: [{ id: "one", prompt: "Say one." }] } });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  const [part] = manifestOf(folder).parts ?? [];
  expect(part).toMatchObject({ block: "one", model: "test-text", served_by: "test-text" });
  expect(part).not.toHaveProperty("edited");
  const record = readText(folder, "answers/a/one.md");
  writeFiles(folder, {
    "answers/a/one.md": record
      .replace("and nothing else.", "and no more.")
      .replace(/^served_by: .*$/m, "served_by: test-text-2026"),
  });
  expect(await prelo(folder, ["build"], provider.variables)).toMatchObject({ code: 0 });
  expect(manifestOf(folder).parts).toMatchObject([
    { block: "one", served_by: "test-text-2026", edited: true },
  ]);
});

test.concurrent("a manifest of an earlier version is read, and written anew with its parts", async () => {
  const folder = makeJob({ articles });
  const build = (): ReturnType<typeof prelo> => prelo(folder, ["build", "--sandbox"]);
  expect(await build()).toMatchObject({ code: 0 });
  const whole = hashTree(folder, "output");
  const { parts: _, ...older } = manifestOf(folder);
  const stale = { ...older, inputs: "sha256:0" };
  writeFiles(folder, { "output/a/manifest.json": `${JSON.stringify(stale, null, 2)}\n` });
  expect((await prelo(folder, ["check", "--sandbox"])).code).toBe(1);
  const again = await build();
  expect(again.code).toBe(0);
  // Its pictures are taken over: none is made again.
  expect(again.stderr).not.toContain("resized");
  expect(hashTree(folder, "output")).toEqual(whole);
});
