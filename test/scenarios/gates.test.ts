import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hashTree, jobFiles, makeJob, readText, writeFiles } from "./support/folder.ts";
import type { Finished } from "./support/program.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { startWitness } from "./support/witness.ts";

const withPrompt = (words: string): Parameters<typeof makeJob>[0] => ({
  articles: {
    a: [
      { id: "one", prompt: words },
      { id: "pic", image: "A house", alt: "A house" },
    ],
  },
});

test.concurrent("--frozen and check pass what is current and tell what is not, in CI without a key", async () => {
  const provider = await startProvider();
  const witness = await startWitness();
  const folder = makeJob(withPrompt("Say one."));
  const gate = (...args: string[]): Promise<Finished> =>
    prelo(folder, args, { CI: "1", ...witness.variables });
  await prelo(folder, ["build"], provider.variables);
  const built = hashTree(folder);

  expect((await gate("check")).code).toBe(0);
  expect((await gate("build", "--frozen")).code).toBe(0);

  const page = readText(folder, "output/a/article.md");
  writeFiles(folder, { "output/a/article.md": page.replace("About", "Abaft") });
  const drifted = await gate("check");
  expect(drifted.code).toBe(1);
  expect(drifted.stdout).toMatch(/^prompts\/a\.yaml:1:1 OUTPUT_STALE a: article\.md/m);
  expect((await gate("build", "--frozen")).code).toBe(0);
  expect(hashTree(folder)).toEqual(built);

  writeFiles(folder, jobFiles(withPrompt("Say two.")));
  const changed = hashTree(folder);
  const check = await gate("check");
  expect(check.code).toBe(1);
  expect(check.stdout).toMatch(/^prompts\/a\.yaml:3:\d+ ANSWER_STALE a\/one: .*two/m);
  const frozen = await gate("build", "--frozen");
  expect(frozen.code).toBe(1);
  expect(frozen.stderr).toMatch(/prompts\/a\.yaml:3:\d+ error ANSWER_STALE in "one"/);
  expect(hashTree(folder)).toEqual(changed);

  rmSync(join(folder, "answers"), { recursive: true });
  const missing = await gate("check");
  expect(missing.code).toBe(1);
  expect(missing.stdout.match(/ANSWER_MISSING a\/(one|pic)/g)).toHaveLength(2);
  expect(witness.connections()).toBe(0);
  expect(provider.calls).toHaveLength(2);
});

test.concurrent("check lets the sandbox's answers pass where it stands in, and in CI only with --sandbox", async () => {
  const folder = makeJob(withPrompt("Say one."));
  expect((await prelo(folder, ["build"])).code).toBe(0);
  const here = await prelo(folder, ["check"]);
  expect(here.code).toBe(0);
  expect(here.stdout).toMatch(/^prompts\/a\.yaml:1:1 warning .* OPENAI_API_KEY is not set.*\n$/);
  const inCi = await prelo(folder, ["check"], { CI: "true" });
  expect(inCi.code).toBe(1);
  expect(inCi.stdout).toMatch(/^prompts\/a\.yaml:1:1 ANSWER_MISSING a: .*one, pic.*\n$/);
  expect((await prelo(folder, ["check", "--sandbox"], { CI: "true" })).code).toBe(0);

  rmSync(join(folder, "output"), { recursive: true });
  const unpublished = await prelo(folder, ["check"]);
  expect(unpublished.code).toBe(1);
  expect(unpublished.stdout).toMatch(/^prompts\/a\.yaml:1:1 OUTPUT_STALE a: .*`prelo build`.*\n$/);
});

test.concurrent("a whole output/ that is gone is one finding, whatever the number of articles", async () => {
  const articles = Object.fromEntries(
    ["a", "b", "c"].map((slug) => [slug, [{ markdown: "Text." }]]),
  );
  const folder = makeJob({ articles });
  const check = await prelo(folder, ["check"]);
  expect(check.code).toBe(1);
  expect(check.stdout).toMatch(
    /^pipeline\.yaml:1:1 OUTPUT_STALE: none of the 3 articles .*output\/.*\n$/,
  );
});

test.concurrent("the sandbox never replaces a real answer, not even by --refresh", async () => {
  const provider = await startProvider();
  const folder = makeJob(withPrompt("Say one."));
  await prelo(folder, ["build"], provider.variables);
  const answers = hashTree(folder, "answers");
  for (const flags of [["--sandbox"], ["--sandbox", "--refresh", "all"]]) {
    await prelo(folder, ["build", ...flags]);
    expect(hashTree(folder, "answers")).toEqual(answers);
  }
});
