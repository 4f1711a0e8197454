import { describe, expect, test } from "vitest";
import { buildFirst } from "./support/build-first.ts";
import { hashTree, jobFiles, listFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import { start } from "./support/program.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { textFor } from "./support/replies.ts";

const blocks = [
  { id: "one", prompt: "Say one." },
  { id: "two", prompt: "Go on from {{ answers.one }}" },
  { id: "three", prompt: "End with {{ answers.two }}" },
];

/** A built article whose first answer a person has corrected: the second quotes it, and is stale. */
async function startCorrected() {
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: blocks } });
  await buildFirst(folder, provider.variables);
  const record = readText(folder, "answers/a/one.md");
  writeFiles(folder, { "answers/a/one.md": `${record}A correction.\n` });
  return {
    folder,
    /** Runs without any key: nothing can be sent. */
    run: (...args: string[]) => prelo(folder, args),
    partsOf: () =>
      (
        JSON.parse(readText(folder, "output/a/manifest.json")) as {
          parts: { block: string; stale?: true; edited?: true }[];
        }
      ).parts.map(({ block, stale = false, edited = false }) => ({ block, stale, edited })),
  };
}

describe("accept", () => {
  test.concurrent("says that a stale answer is right: the correction is published, with no request", async () => {
    const { folder, run, partsOf } = await startCorrected();
    const frozen = await run("build", "--frozen");
    expect(frozen.code).toBe(1);
    expect(frozen.stderr).toMatch(/ANSWER_STALE.*\n.*`prelo accept a\/two`.*--stale keep/);
    const keyless = await run("build");
    expect(keyless.code).toBe(1);
    expect(keyless.stderr).toMatch(/KEY_MISSING.*\n.*`prelo accept a\/two`.*--stale keep/);
    const before = readText(folder, "answers/a/two.md");
    const dry = await run("accept", "two", "--dry-run");
    expect(dry).toMatchObject({ code: 0, stdout: "a/two\n" });
    expect(readText(folder, "answers/a/two.md")).toBe(before);

    expect(await run("accept", "a/two")).toMatchObject({ code: 0, stdout: "a/two\n" });
    const after = readText(folder, "answers/a/two.md");
    expect(after).toMatch(/accepted:\n {2}- fingerprint: sha256:[0-9a-f]{64}\n {4}date: \d{4}-/);
    expect(after.replace(/accepted:\n.*\n.*\n/, "")).toBe(before);
    expect((await run("check")).stdout).toContain("OUTPUT_STALE");
    expect((await run("build", "--frozen")).code).toBe(0);
    expect(readText(folder, "output/a/article.md")).toContain("A correction.");
    expect(partsOf().map(({ stale }) => stale)).toEqual([false, false, false]);
    expect((await run("check")).code).toBe(0);
    expect((await run("accept", "two")).stderr).toContain("a/two is fresh already");
  });

  test.concurrent("--all goes through the article in its order", async () => {
    const { folder, run } = await startCorrected();
    const two = readText(folder, "answers/a/two.md");
    writeFiles(folder, { "answers/a/two.md": `${two}Another.\n` });
    writeFiles(
      folder,
      jobFiles({ articles: { a: blocks.with(0, { id: "one", prompt: "Say 1." }) } }),
    );
    expect(await run("accept", "--all")).toMatchObject({
      code: 0,
      stdout: "a/one\na/two\na/three\n",
    });
    expect((await run("build", "--frozen")).code).toBe(0);
  });

  test.concurrent("is an error while an answer that it quotes is missing, for the sandbox's, and without a name", async () => {
    const { folder, run } = await startCorrected();
    writeFiles(folder, { "answers/a/one.md": "" });
    const before = hashTree(folder, "answers");
    const failed = await run("accept", "two");
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/prompts\/a\.yaml:\d+:\d+ error ANSWER_MISSING in a\/two: .*one/);
    expect(hashTree(folder, "answers")).toEqual(before);
    expect((await run("accept")).code).toBe(2);
    expect((await run("accept", "twoo")).stderr).toContain("Did you mean `two`?");

    const other = makeJob({ articles: { a: blocks.slice(0, 1) } });
    expect((await prelo(other, ["build", "--sandbox"])).code).toBe(0);
    const sandbox = await prelo(other, ["accept", "one"]);
    expect(sandbox.code).toBe(1);
    expect(sandbox.stderr).toContain("only the sandbox has answered it");
  });
});

test.concurrent("--stale keep publishes stale answers as they are, with a warning, and writes no record", async () => {
  const { folder, run, partsOf } = await startCorrected();
  const before = hashTree(folder, "answers");
  expect((await run("plan", "--stale", "keep")).stdout).toMatch(/keep +stale +two .*--stale keep/);
  const build = await run("build", "--frozen", "--stale", "keep");
  expect(build.code).toBe(0);
  expect(build.stderr).toContain("a/two: warning: its answer is stale, and used as it is");
  expect(hashTree(folder, "answers")).toEqual(before);
  const page = readText(folder, "output/a/article.md");
  expect(page).toContain("A correction.");
  expect(page).toContain(textFor(`Go on from ${textFor("Say one.")}`));
  expect(partsOf()).toEqual([
    { block: "one", stale: false, edited: true },
    { block: "two", stale: true, edited: false },
    { block: "three", stale: false, edited: false },
  ]);
  const check = await run("check", "--stale", "keep");
  expect(check.code).toBe(0);
  expect(check.stdout).toMatch(/warning ANSWER_STALE a\/two/);
  expect((await run("check")).code).toBe(1);
  // What is missing is asked for, or an error.
  writeFiles(folder, jobFiles({ articles: { a: [...blocks, { id: "four", prompt: "New." }] } }));
  const frozen = await run("build", "--frozen", "--stale", "keep");
  expect(frozen.stderr).toMatch(/ANSWER_MISSING in "four"/);
  expect((await run("plan", "--stale", "keep")).stdout).toContain("would send 1 request:");
});

test.concurrent("preview --stale keep shows the corrected page, and says what is stale", async ({
  expect: polled,
}) => {
  const { folder } = await startCorrected();
  const before = hashTree(folder, "answers");
  const preview = start(folder, ["preview", "--stale", "keep", "--port", "0"]);
  // The test's own: while others run beside it, the common one does not know which test polls.
  await polled
    .poll(() => readText(folder, "output/a/article.md"), { timeout: 60_000 })
    .toContain("A correction.");
  await polled
    .poll(() => preview.printed(), { timeout: 60_000 })
    .toContain("a/two: warning: its answer is stale, and used as it is (--stale keep)");
  preview.kill("SIGINT");
  expect(await preview.finished).toMatchObject({ signal: null });
  expect(readText(folder, "output/a/article.md")).toContain(
    textFor(`Go on from ${textFor("Say one.")}`),
  );
  expect(hashTree(folder, "answers")).toEqual(before);
});

test.concurrent("a review holds for the text that was read, and require_review publishes nothing else", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: blocks }, job: { output: { require_review: true } } });
  const file = "answers/a/three.md";
  const build = async (...args: string[]) => {
    const run = await prelo(folder, ["build", ...args], provider.variables);
    expect(run.code).toBe(0);
    return run.stderr;
  };
  const sign = (name: string, by: string): void => {
    const record = readText(folder, name).replace(/^reviewed: .*\n/m, "");
    writeFiles(folder, { [name]: record.replace("---\n", `---\nreviewed: ${by}\n`) });
  };
  const partsOf = () =>
    (JSON.parse(readText(folder, "output/a/manifest.json")) as { parts: { reviewed?: string }[] })
      .parts;

  const ana = "Ana Lima, 2026-11-25";
  expect(await build()).toMatch(/held back .*: one, two, three;.*[^]*0 articles done, 1 held back/);
  expect(listFiles(folder, "output")).toEqual([]);
  const unreviewed = await prelo(folder, ["check"], provider.variables);
  expect(unreviewed.code).toBe(1);
  expect(unreviewed.stdout).toMatch(/answers\/a\/two\.md:1:1 .*ANSWER_UNREVIEWED/);
  for (const id of ["one", "two", "three"]) {
    sign(`answers/a/${id}.md`, ana);
  }
  await build("--frozen");
  expect(partsOf().map(({ reviewed }) => reviewed)).toEqual([ana, ana, ana]);
  expect(readText(folder, file)).toMatch(/^reviewed: Ana Lima, 2026-11-25, sha256:\w{64}$/m);
  expect((await prelo(folder, ["check"], provider.variables)).code).toBe(0);

  const published = hashTree(folder, "output");
  writeFiles(folder, { [file]: `${readText(folder, file)}A correction.\n` });
  expect(await build()).toContain(`its text changed after the review by ${ana}`);
  expect(hashTree(folder, "output")).toEqual(published);
  sign(file, "Bob, 2026-11-26");
  await build();
  expect(readText(folder, "output/a/article.md")).toContain("A correction.");
  expect(partsOf()[2]).toMatchObject({ reviewed: "Bob, 2026-11-26", edited: true });

  expect(await build("--refresh", "three")).toContain("the review by Bob, 2026-11-26 is dropped");
  sign(file, ana);
  await build();
  const lines = readText(folder, file).split("\n");
  await build("--refresh", "three");
  const changed = readText(folder, file)
    .split("\n")
    .filter((line, index) => line !== lines[index]);
  expect(changed).toEqual([expect.stringMatching(/^run: \{ created: /)]);
});
