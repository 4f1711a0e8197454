import { execFile, execFileSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { hashTree, listFiles, makeFolder, makeJob } from "./support/folder.ts";
import { main } from "./support/program.ts";
import { prelo } from "./support/resident.ts";
import { startProvider } from "./support/provider.ts";

const execute = promisify(execFile);
const names = ["rye", "wheat", "spelt", "oat", "barley", "corn"];

interface Workflow {
  readonly jobs: Readonly<
    Record<"ask" | "publish", { readonly steps: readonly { run?: string }[] }>
  >;
}

/** The recipe of docs/how-to/several-machines.md, with as many shards as the test has. */
function readWorkflow(shards: number): Workflow {
  const page = readFileSync(
    join(import.meta.dirname, "../../docs/how-to/several-machines.md"),
    "utf8",
  );
  const [, text = ""] = /shards\.test\.ts -->\n+```yaml\n(.*?)```/s.exec(page) ?? [];
  return parse(text.replace("}}/4", `}}/${shards}`)) as Workflow;
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync("git", args, { cwd: folder, stdio: "ignore" });
}

function slugsIn(folder: string): readonly string[] {
  return [...new Set(listFiles(folder, "answers").map((name) => name.split("/")[1]!))];
}

test("the shards of a matrix ask each article once, and together publish what one build does", async () => {
  const provider = await startProvider();
  const articles = Object.fromEntries(
    names.map((slug) => [slug, [{ id: "what", prompt: `What is ${slug}?` }]]),
  );
  const whole = makeJob({ articles });
  await prelo(whole, ["build"], provider.variables);
  expect(provider.calls).toHaveLength(6);

  const source = makeJob({ articles });
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  git(source, "init", "--quiet", "--initial-branch", "main");
  git(source, "add", "--all");
  git(source, ...identity, "commit", "--quiet", "--message", "Job");
  const origin = makeFolder();
  git(source, "clone", "--quiet", "--bare", source, origin);
  const { jobs } = readWorkflow(2);
  const work = async (job: keyof Workflow["jobs"], folder: string, shard = ""): Promise<void> => {
    for (const { run = "npm ci" } of jobs[job].steps) {
      const command = run
        .replaceAll("${{ matrix.shard }}", shard)
        .replaceAll("npx prelo", `"${process.execPath}" "${main}"`);
      if (command !== "npm ci") {
        const env = { PATH: process.env["PATH"], HOME: folder, ...provider.variables };
        await execute("bash", ["-e", "-c", command], { cwd: folder, env });
      }
    }
  };
  const [one, two, last] = [makeFolder(), makeFolder(), makeFolder()];
  for (const folder of [one, two, last]) {
    git(folder, "clone", "--quiet", origin, ".");
  }
  const plan = await prelo(one, ["plan", "--shard", "1/2", "--json"], provider.variables);
  await Promise.all([work("ask", one, "1"), work("ask", two, "2")]);
  expect(provider.calls).toHaveLength(12);
  const planned = (JSON.parse(plan.stdout) as { articles: { slug: string }[] }).articles;
  expect(slugsIn(one)).toEqual(planned.map(({ slug }) => slug).toSorted());
  expect([...slugsIn(one), ...slugsIn(two)].toSorted()).toEqual(names.toSorted());

  cpSync(join(one, "shard-1.patch"), join(last, "shard-1.patch"));
  cpSync(join(two, "shard-2.patch"), join(last, "shard-2.patch"));
  await work("publish", last);
  const all = makeFolder();
  git(all, "clone", "--quiet", origin, ".");
  expect(hashTree(all, "output")).toEqual(hashTree(whole, "output"));
  expect(slugsIn(all)).toEqual(names.toSorted());

  const before = hashTree(all, "answers");
  const again = ["build", "--shard", "1/2", "--refresh", "rye/what", "oat/what"];
  const { code, stdout, stderr } = await prelo(all, again, provider.variables);
  expect([code, provider.calls.length]).toEqual([0, 13]);
  expect(stdout + stderr).not.toMatch(/orphan|no block/);
  await prelo(all, ["prune"]);
  expect(Object.keys(hashTree(all, "answers"))).toEqual(Object.keys(before));
  expect((await prelo(all, ["check", "--shard", "2/2"], provider.variables)).code).toBe(0);
});

test.each(["0/2", "3/2", "1/2/3"])("--shard %s is a usage error", async (value) => {
  const folder = makeJob({ articles: { a: [{ markdown: "M" }] } });
  const { code, stderr } = await prelo(folder, ["check", `--shard=${value}`]);
  expect(code).toBe(2);
  expect(stderr).toContain("It takes I/N, such as 2/4: I from 1 to N.");
});
