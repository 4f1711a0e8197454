import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { loadJob } from "../../src/job/load.ts";
import { jobOf, loadFiles, writeFiles } from "./job-files.ts";

const article = "title: T\nblocks:\n  - markdown: M\n";
const jobWith = (articles: string): string => `version: 1\narticles: ${articles}\n`;

describe("the list of articles", () => {
  test("keeps its order; a glob is sorted by path; a file counts once", async () => {
    const result = await loadFiles({
      "pipeline.yaml": jobWith("[p/zeta.yaml, 'p/*.yaml', 'p/**/*.yml', p/alpha.yaml]"),
      "p/zeta.yaml": article,
      "p/beta.yaml": article,
      "p/alpha.yaml": article,
      "p/deep/a.yml": article,
      "p/.hidden.yaml": "not read",
    });
    expect(jobOf(result).articles.map(({ file }) => file)).toEqual([
      "p/zeta.yaml",
      "p/alpha.yaml",
      "p/beta.yaml",
      "p/deep/a.yml",
    ]);
    expect(jobOf(result).articles.map(({ slug }) => slug)).toEqual(["zeta", "alpha", "beta", "a"]);
  });

  test("takes a file whose name reads like a glob", async () => {
    const result = await loadFiles({
      "pipeline.yaml": jobWith("['(a)/b.yaml']"),
      "(a)/b.yaml": article,
    });
    expect(jobOf(result).articles.map(({ slug }) => slug)).toEqual(["b"]);
  });

  test.each([
    [{ "p/a.yaml": article, "q/a.yaml": article }, ["p/a.yaml", "q/a.yaml"]],
    [{ "p/a.yaml": article, "p/A.yml": article }, ["p/a.yaml", "p/A.yml"]],
  ])("two files for one article are named both", async (files, names) => {
    const { diagnostics } = await loadFiles({
      "pipeline.yaml": jobWith("\n  - p/*\n  - q/*\n").replace(
        "\n  - q/*",
        "q/a.yaml" in files ? "\n  - q/*" : "",
      ),
      ...files,
    });
    expect(diagnostics).toHaveLength(1);
    for (const name of names) {
      expect(diagnostics[0]?.message).toContain(name);
    }
  });

  test.each(["a b.yaml", "a.b.yaml", "-a.yaml", "con.yaml", "ção.yaml"])(
    "a file called %s cannot name an article",
    async (name) => {
      const { diagnostics } = await loadFiles({
        "pipeline.yaml": jobWith("['p/*.yaml']"),
        [`p/${name}`]: article,
      });
      expect(diagnostics).toHaveLength(1);
      expect(diagnostics[0]?.message).toContain("cannot name an article");
      expect(diagnostics[0]).toMatchObject({ file: "pipeline.yaml", line: 2 });
    },
  );

  test("a folder instead of a file is an error", async () => {
    const { diagnostics } = await loadFiles({
      "pipeline.yaml": jobWith("[p]"),
      "p/a.yaml": article,
    });
    expect(diagnostics).toMatchObject([
      { message: "p is a folder.", hint: "Its files are `p/*.yaml`." },
    ]);
  });
});

async function linked(target: string, link: string, files: Record<string, string>) {
  const outside = await writeFiles({ "x.yaml": article, "x.py": "print(1)\n" });
  const dir = await writeFiles({ "pipeline.yaml": jobWith("['p/**/*.yaml']"), ...files });
  await mkdir(path.dirname(path.join(dir, link)), { recursive: true });
  await symlink(path.join(outside, target), path.join(dir, link));
  return loadJob(path.join(dir, "pipeline.yaml"));
}

describe("symbolic links that lead out of the job's folder", () => {
  test.each([
    ["x.yaml", "p/x.yaml"],
    [".", "p/folder"],
  ])("as an article: %s", async (target, link) => {
    const { diagnostics, job } = await linked(target, link, { "p/a.yaml": article });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining("out of the job's folder"),
    ]);
    expect(job?.articles.map(({ slug }) => slug)).toEqual(["a"]);
  });

  test("as a code file", async () => {
    const { diagnostics } = await linked("x.py", "p/x.py", {
      "p/a.yaml": "title: T\nblocks:\n  - file: x.py\n",
    });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining("out of the job's folder"),
    ]);
  });

  test("as the output folder", async () => {
    const { diagnostics } = await linked(".", "output", { "p/a.yaml": article });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining("`output.dir` must be a folder inside"),
    ]);
  });

  test("a link that stays inside is fine, also one to a folder above itself", async () => {
    const dir = await writeFiles({ "pipeline.yaml": jobWith("['p/*.yaml']"), "q/a.yaml": article });
    await mkdir(path.join(dir, "p"));
    await symlink("../q/a.yaml", path.join(dir, "p/a.yaml"));
    await symlink("..", path.join(dir, "p/up"));
    const result = await loadJob(path.join(dir, "pipeline.yaml"));
    expect(jobOf(result).articles.map(({ file }) => file)).toEqual(["p/a.yaml"]);
  });
});

describe("a job file that cannot be used", () => {
  test("that is not there", async () => {
    const dir = await writeFiles({});
    const { job, diagnostics } = await loadJob(path.join(dir, "pipeline.yaml"));
    expect(job).toBeUndefined();
    expect(diagnostics).toMatchObject([{ file: "pipeline.yaml", line: 1, column: 1 }]);
    expect(diagnostics[0]?.message).toContain("no such job file");
  });

  test("that is a folder", async () => {
    const dir = await writeFiles({ "pipeline.yaml/x": "" });
    const { job, diagnostics } = await loadJob(path.join(dir, "pipeline.yaml"));
    expect(job).toBeUndefined();
    expect(diagnostics[0]?.message).toContain("folder");
  });

  test("a job file may have any name, and be named by a relative path", async () => {
    const dir = await writeFiles({ "other.yml": jobWith("[a.yaml]"), "a.yaml": article });
    const result = await loadJob(path.relative(path.resolve("."), path.join(dir, "other.yml")));
    expect(jobOf(result).dir).toBe(dir);
    await writeFile(path.join(dir, "other.yml"), "version: 3\n");
    expect((await loadJob(path.join(dir, "other.yml"))).diagnostics[0]?.file).toBe("other.yml");
  });
});
