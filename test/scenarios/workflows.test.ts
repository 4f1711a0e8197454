import { execFile, spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { jobFiles, makeFolder, makeJob, readText, writeFiles } from "./support/folder.ts";
import { main } from "./support/program.ts";
import { startProvider } from "./support/provider.ts";

const project = join(import.meta.dirname, "../..");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly if: string;
        readonly permissions: Readonly<Record<string, string>>;
        readonly env?: Readonly<Record<string, string>>;
        readonly steps: readonly Step[];
      }
    >
  >;
}

const workflow = parse(readFileSync(join(project, "examples/ci/github.yml"), "utf8")) as Workflow;

describe("the workflow for GitHub", () => {
  test("gives a pull request no key and no rights", () => {
    const check = workflow.jobs["check"];
    expect(workflow.on).not.toHaveProperty("pull_request_target");
    expect(workflow.permissions).toEqual({});
    expect(check?.if).toBe("github.event_name == 'pull_request'");
    expect(check?.permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(check)).not.toMatch(/secrets\.|token/i);
    expect(workflow.jobs["regenerate"]?.if).toBe("github.event_name != 'pull_request'");
    const withKey = workflow.jobs["regenerate"]?.steps.filter((step) =>
      JSON.stringify(step).includes("secrets."),
    );
    expect(withKey?.map(({ run }) => run?.split(" ").slice(0, 3).join(" "))).toEqual([
      "npx prelo build",
    ]);
    for (const { uses } of Object.values(workflow.jobs).flatMap(({ steps }) => steps)) {
      expect(uses ?? "actions/any@v1").toMatch(/^actions\/[\w-]+@v\d+$/);
    }
  });
});

/** A repository with the job, its remote, and what the runner provides: npx, gh, the variables. */
function makeRunner(): { repository: string; remote: string; variables: Record<string, string> } {
  const tools = makeFolder({
    // The pull requests of the remote, as one line of text each; what it is asked for is noted.
    "bin/gh": `#!/bin/sh
echo "$*" >> "$GH_LOG"
case "$2" in
  list) cat "$GH_OPEN" 2>/dev/null || true ;;
  create) echo 7 > "$GH_OPEN" ;;
esac
`,
    "bin/npx": `#!/bin/sh
shift
exec "${process.execPath}" "${main}" "$@"
`,
  });
  for (const name of ["gh", "npx"]) {
    chmodSync(join(tools, "bin", name), 0o755);
  }
  const remote = join(tools, "remote.git");
  const repository = makeJob({ articles: { a: [{ id: "one", prompt: "Say one." }] } });
  const variables = {
    PATH: `${join(tools, "bin")}:${process.env["PATH"] ?? ""}`,
    HOME: tools,
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: repository,
    GITHUB_REPOSITORY: "owner/repo",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REF_NAME: "main",
    GITHUB_STEP_SUMMARY: join(tools, "step-summary.md"),
    RUNNER_TEMP: tools,
    GH_LOG: join(tools, "gh.log"),
    GH_OPEN: join(tools, "open"),
  };
  git(repository, "init", "--quiet", "--bare", remote);
  git(repository, "init", "--quiet", "--initial-branch", "main");
  git(repository, "remote", "add", "origin", remote);
  git(repository, "config", "user.name", "Test");
  git(repository, "config", "user.email", "test@example.org");
  git(repository, "add", ".");
  git(repository, "commit", "--quiet", "--message", "A job");
  return { repository, remote, variables };
}

function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("git", args, { cwd, encoding: "utf8" });
  expect(status, `git ${args.join(" ")}: ${stderr}`).toBe(0);
  return stdout.trim();
}

/** Runs what a job's steps run, as the runner does: `bash -e`; the packages are there already. */
async function runJob(
  name: string,
  { repository, variables }: ReturnType<typeof makeRunner>,
  secrets: Readonly<Record<string, string>>,
): Promise<string> {
  const { steps, env = {} } = workflow.jobs[name]!;
  let log = "";
  for (const { run, env: own = {} } of steps) {
    if (run === undefined || run === "npm ci") {
      continue;
    }
    const given = Object.entries({ ...env, ...own }).map(([key, value]) => {
      const [, secret] = /^\$\{\{ secrets\.(\w+) \}\}$/.exec(value) ?? [];
      return [key, secret === undefined ? value : (secrets[secret] ?? "")];
    });
    const sha = { GITHUB_SHA: git(repository, "rev-parse", "main") };
    const done = await promisify(execFile)("bash", ["-e", "-c", run], {
      cwd: repository,
      env: { ...variables, ...sha, ...Object.fromEntries(given) },
    });
    log += done.stdout + done.stderr;
  }
  return log;
}

/** Another prompt, pushed to main. */
function change({ repository }: ReturnType<typeof makeRunner>, slug: string): void {
  git(repository, "switch", "--quiet", "main");
  writeFiles(
    repository,
    jobFiles({ articles: { [slug]: [{ id: "one", prompt: `Say ${slug}.` }] } }),
  );
  git(repository, "add", "prompts");
  git(repository, "commit", "--quiet", "--message", slug);
}

test("a changed prompt becomes a pull request, whose answers the next run does not pay for again", async () => {
  const provider = await startProvider();
  const runner = makeRunner();
  const { repository, remote, variables } = runner;
  variables["OPENAI_BASE_URL"] = provider.variables.OPENAI_BASE_URL;
  const secrets = { OPENAI_API_KEY: provider.key };
  const branch = "prelo/regenerate";

  await runJob("regenerate", runner, secrets);
  const files = git(remote, "ls-tree", "-r", "--name-only", branch).split("\n");
  expect(files).toEqual(expect.arrayContaining(["answers/a/one.md", "output/a/article.md"]));
  const log = (): string => readText(dirname(variables["GH_LOG"] ?? ""), "gh.log");
  expect(log()).toMatch(/^pr create --base main --head prelo\/regenerate --title .* --body-file /m);
  const summary = readText(variables["RUNNER_TEMP"] ?? "", "summary.md");
  expect(summary).toMatch(/1 article published[^]*\| one \| new/);
  expect(provider.calls).toHaveLength(1);

  // Before it is merged, another article comes: the same pull request, and only that is asked.
  change(runner, "b");
  await runJob("regenerate", runner, secrets);
  expect(provider.calls).toHaveLength(2);
  expect(git(remote, "ls-tree", "-r", "--name-only", branch)).toMatch(/answers\/a[^]*answers\/b/);
  expect(log()).toMatch(/^pr edit 7 --body-file /m);

  // What is merged needs nothing.
  git(repository, "switch", "--quiet", "main");
  git(repository, "merge", "--quiet", branch);
  writeFiles(dirname(variables["GH_OPEN"] ?? ""), { open: "" });
  expect(await runJob("regenerate", runner, secrets)).toContain("Nothing has changed.");
  expect(provider.calls).toHaveLength(2);

  // A pull request from a fork has no key, and its check passes what is answered.
  git(repository, "switch", "--quiet", "main");
  await runJob("check", runner, {});
  change(runner, "c");
  await expect(runJob("check", runner, {})).rejects.toThrow(/ANSWER_MISSING c\/one/);
  expect(provider.calls).toHaveLength(2);
});

test("the pipeline for GitLab can be read, and checks without a key", () => {
  const pipeline = parse(readFileSync(join(project, "examples/ci/gitlab.yml"), "utf8")) as {
    readonly check: object;
    readonly regenerate: { readonly script: readonly string[] };
  };
  expect(JSON.stringify(pipeline.check)).not.toContain("TOKEN");
  expect(pipeline.regenerate.script.every((line) => typeof line === "string")).toBe(true);
});
