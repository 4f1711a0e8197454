import { expect, test } from "vitest";
import { problemFields } from "../../src/cli/problems/problem.ts";
import { jobFiles, makeFolder, makeJob, readText, writeFiles } from "./support/folder.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll, errorReply, promptOf, textReply } from "./support/replies.ts";

/** As GitHub's runner sets them for a step; the job lies in a folder of the repository. */
function actions(workspace: string): Record<string, string> {
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: workspace,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REPOSITORY: "owner/repo",
    GITHUB_SHA: "0123abc",
    GITHUB_STEP_SUMMARY: `${workspace}/summary.md`,
  };
}

/** The lines that GitHub's runner takes for commands. */
function commandsIn(log: string): readonly string[] {
  return log.split("\n").filter((line) => /^\s*::|##\[/.test(line));
}

/** A job of two articles, of which the second fails. */
function articles(word: string): Parameters<typeof jobFiles>[0] {
  return {
    job: { prices: { "test-text": { input: 1, output: 1_000_000 } } },
    articles: {
      a: [{ id: "one", prompt: `Say ${word}.` }],
      bad: [{ id: "no", prompt: "Say no.", heading: `Title ${hostile}` }],
    },
  };
}

const hostile = "\n::stop-commands::x\n  ::error::y\n##[error]z\n\u001B[31m::warning::w";

test.concurrent("in GitHub Actions a build hides keys, annotates what failed and sums the run up", async () => {
  const provider = await startProvider((call) =>
    promptOf(call) === "Say no."
      ? errorReply(422, "bad", `no${hostile}`)
      : promptOf(call).startsWith("Say")
        ? textReply(call, `# It\n\nAn answer.${hostile}`)
        : answerAll(call),
  );
  const folder = makeFolder();
  writeFiles(`${folder}/site`, jobFiles(articles("one")));
  writeFiles(folder, { ".git/HEAD": "ref: refs/heads/prelo/regenerate\n" });
  const variables = { ...actions(folder), ...provider.variables };
  const build = await prelo(`${folder}/site`, ["build"], variables);
  expect(build.code).toBe(1);
  expect(build.stdout).toBe("output/a/article.md\noutput/a/article.html\n");
  const commands = commandsIn(build.stderr);
  expect(commands[0]).toBe(`::add-mask::${provider.key}`);
  expect(commands[1]).toMatch(
    /^::error file=site\/prompts\/bad\.yaml,line=3,col=5,title=PROVIDER_REJECTED bad\/no::/,
  );
  expect(commands).toHaveLength(2);
  expect(build.stderr.replace(commands[0] ?? "", "")).not.toContain(provider.key);

  writeFiles(`${folder}/site`, jobFiles(articles("two")));
  await prelo(`${folder}/site`, ["build", "--summary", "run.md"], variables);
  const summary = readText(folder, "site/run.md");
  expect(summary).toContain("## Prelo: 1 article published, 1 article failed");
  expect(summary).toMatch(/\| one \| asked again: prompt: Say .*one.*two.* \| \$\d+\.\d{4} \|/);
  expect(summary).toContain(
    "(<https://github.com/owner/repo/blob/0123abc/site/prompts/bad.yaml#L3>)",
  );
  expect(summary).toContain(
    "[article.md](<https://github.com/owner/repo/blob/prelo/regenerate/site/output/a/article.md>)",
  );
  expect(summary).not.toContain(provider.key);
  expect(readText(folder, "summary.md")).toContain(summary);
});

test.concurrent("in GitHub Actions check annotates findings and mistakes, and writes JUnit and JSON", async () => {
  const provider = await startProvider();
  const folder = makeJob({ articles: { a: [{ id: "one", prompt: "Say one." }] } });
  await prelo(folder, ["build"], provider.variables);
  writeFiles(folder, jobFiles({ articles: { a: [{ id: "one", prompt: "Say two." }] } }));
  const check = (): ReturnType<typeof prelo> =>
    prelo(folder, ["check", "--json", "--junit", "junit.xml"], {
      ...actions(folder),
      OPENAI_API_KEY: provider.key,
    });
  const stale = await check();
  expect(stale.code).toBe(1);
  const report = JSON.parse(stale.stdout) as { readonly problems: readonly object[] };
  expect(Object.keys(report.problems[0] ?? {})).toEqual(Object.keys(problemFields));
  expect(report).toMatchObject({
    version: 1,
    ok: false,
    articles: [{ slug: "a", file: "prompts/a.yaml" }],
    problems: [{ severity: "error", code: "ANSWER_STALE", block: "one", line: 3, hint: null }],
  });
  expect(commandsIn(stale.stderr)).toEqual([
    `::add-mask::${provider.key}`,
    expect.stringMatching(
      /^::error file=prompts\/a\.yaml,line=3,col=5,title=ANSWER_STALE a\/one::/,
    ),
  ]);
  expect(readText(folder, "junit.xml")).toContain('<failure type="ANSWER_STALE"');

  writeFiles(folder, { "prompts/a.yaml": "title: A\nblocks:\n  - promt: x\n" });
  const invalid = await check();
  expect(invalid.code).toBe(2);
  expect(JSON.parse(invalid.stdout)).toMatchObject({ ok: false, problems: [{ line: 3 }] });
  expect(commandsIn(invalid.stderr)).toEqual([
    expect.stringMatching(
      /^::error file=prompts\/a\.yaml,line=3,col=5,endColumn=10,title=JOB_INVALID::/,
    ),
  ]);
  expect(readText(folder, "junit.xml")).toContain('<failure type="JOB_INVALID"');
  expect(readText(folder, "summary.md")).toMatch(
    /1 problem\n[\s\S]*ANSWER_STALE[\s\S]*JOB_INVALID/,
  );
});
