import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "prelo-readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the quick start prints what the README shows", () => {
  for (const name of ["pipeline.yaml", "prompts"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const output = execFileSync(
    "/bin/sh",
    ["-c", `"${process.execPath}" "${join(root, "dist/bin/prelo.js")}" build 2>&1`],
    { cwd: folder, env: { PATH: process.env["PATH"] }, encoding: "utf8" },
  );
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const shown = /<!-- checked by [^>]*-->\n```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  expect(shown.split("\n").length).toBeGreaterThan(4);
  for (const line of shown.trim().split("\n")) {
    expect(withoutTimes(output).split("\n")).toContain(withoutTimes(line));
  }
});

test("every file that a page of the documentation links to exists", () => {
  const pages = [
    "README.md",
    "bench/README.md",
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => join("docs", name)),
  ];
  const broken = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), "utf8").replaceAll(/```[\s\S]*?```/g, "");
    return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target]) => target ?? "")
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`);
  });
  expect(broken).toEqual([]);
});

/** How long it took differs from run to run; all else must not. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d+\.\d s/g, "N s");
}
