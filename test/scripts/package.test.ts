import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../support/folders.ts";
import { makeKey } from "../support/keys.ts";

const root = join(import.meta.dirname, "../..");

interface Description {
  readonly dependencies: Readonly<Record<string, string>>;
}

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
}

function run(cwd: string, command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

async function readJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(root, name), "utf8")) as T;
}

/** A project that has the package installed. */
async function installPackage(): Promise<string> {
  const folder = await makeFolder();
  const [packed] = JSON.parse(
    run(root, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", folder),
  ) as readonly { filename: string }[];
  const { size } = await stat(join(folder, packed!.filename));
  expect(size).toBeLessThanOrEqual(2_500_000);
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "@types"), { recursive: true });
  run(folder, "tar", "-xzf", packed!.filename, "-C", modules);
  run(modules, "mv", "package", "prelo");
  const { dependencies } = await readJson<Description>("package.json");
  for (const name of [...Object.keys(dependencies), "@types/node"]) {
    await symlink(join(root, "node_modules", name), join(modules, name));
  }
  return folder;
}

test("what is packed is small, and runs and type-checks with the listed packages alone", async () => {
  const folder = await installPackage();
  const files = run(join(folder, "node_modules/prelo"), "find", ".", "-type", "f").split("\n");
  expect(files.filter((name) => name.endsWith(".map"))).toEqual([]);
  expect(files).toContain("./dist/THIRD-PARTY-NOTICES.txt");

  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(
    join(folder, "use.ts"),
    `import { build, type BuildResult, check, plan, PreloError, type PreloOptions } from "prelo";
     const result: (...given: Parameters<typeof build>) => Promise<BuildResult> = build;
     // @ts-expect-error The types are really there.
     const wrong: number = plan;
     const options: PreloOptions = {
       job: "none.yaml",
       providers: { mine: { baseUrl: "http://127.0.0.1/v1", limits: { requestsPerMinute: 6 } } },
       formats: { text: { file: "a.txt", render: ({ sections }) => sections[0]?.markdown ?? "" } },
     };
     // @ts-expect-error Nobody has to guess what an option is called.
     options.jobFile = "none.yaml";
     console.log(typeof result, typeof wrong, typeof check, PreloError.name);`,
  );
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const strict = ["--strict", "--skipLibCheck", "false", "--module", "nodenext"];
  run(folder, process.execPath, compiler, ...strict, "--target", "es2023", "use.ts");
  expect(run(folder, process.execPath, "use.js")).toBe("function function function PreloError\n");
  expect(
    run(folder, process.execPath, "node_modules/prelo/dist/bin/prelo.js", "--version"),
  ).toMatch(/^\d/);

  await mkdir(join(folder, "prompts"));
  await writeFile(join(folder, "prompts/a.yaml"), "title: A\nblocks:\n  - prompt: P\n");
  await writeFile(
    join(folder, "pipeline.yaml"),
    "version: 1\narticles: [prompts/a.yaml]\ntext: { model: m }\nqueue: { url_env: REDIS_URL }\n" +
      "providers: { openai: { limits: { shared: true } } }\n",
  );
  const { status, stderr } = spawnSync(
    process.execPath,
    ["node_modules/prelo/dist/bin/prelo.js", "build"],
    {
      cwd: folder,
      env: { OPENAI_API_KEY: makeKey(), REDIS_URL: "redis://127.0.0.1:1" },
      encoding: "utf8",
    },
  );
  expect([status, stderr]).toEqual([1, expect.stringContaining("npm install bullmq ioredis")]);
}, 180_000);

test("at most 16 packages are installed, with those of one platform", async () => {
  const { packages } = await readJson<{ packages: Record<string, Locked> }>("package-lock.json");
  const always = Object.entries(packages).filter(([, { dev, optional }]) => !dev && !optional);
  // The lock file's first entry stands for Prelo itself; sharp brings two for a platform.
  expect(always.length + 2).toBeLessThanOrEqual(16);
});

/** The packages that the program imports, but for those that stay outside of the bundle. */
async function findBundled(): Promise<ReadonlySet<string>> {
  const files = run(root, "find", "src", "-name", "*.ts").trim().split("\n");
  const sources = await Promise.all(files.map((file) => readFile(join(root, file), "utf8")));
  const code = sources.join("\n").replaceAll(/^import type .*?;$/gms, "");
  const imported = code.matchAll(/(?:from |^import |import\()"((?:@[\w-]+\/)?[a-z][\w.-]*)[/"]/gm);
  const outside = new Set(["sharp", "bullmq", "ioredis"]);
  return new Set([...imported].map(([, name = ""]) => name).filter((name) => !outside.has(name)));
}

test("the packages of the bundle stand in the notices, each with its licence", async () => {
  const notices = await readFile(join(root, "dist/THIRD-PARTY-NOTICES.txt"), "utf8");
  const bundled = await findBundled();
  expect([...bundled]).toEqual(expect.arrayContaining(["zod", "@shikijs/langs"]));
  const missing = [...bundled].filter(
    (name) => !new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)\\n\\n\\S`, "m").test(notices),
  );
  expect(missing).toEqual([]);
});
