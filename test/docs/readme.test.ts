import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "prelo-readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the quick start prints what the README shows", () => {
  for (const name of ["pipeline.yaml", "prompts", "output"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const output = execFileSync(
    "/bin/sh",
    ["-c", `"${process.execPath}" "${join(root, "dist/bin/prelo.js")}" build 2>&1`],
    { cwd: folder, env: { PATH: process.env["PATH"] }, encoding: "utf8" },
  );
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const shown = /<!-- checked by [^>]*-->\n```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  expect(shown.trim().split("\n")).toHaveLength(4);
  expect(withoutTimes(output).trim().split("\n").slice(-4)).toEqual(
    withoutTimes(shown).trim().split("\n"),
  );
});

const canRecord = process.platform === "linux" && existsSync("/usr/bin/script");

test.runIf(canRecord)("the picture of a terminal shows what the program prints today", () => {
  const script = pathToFileURL(join(root, "scripts/draw-docs.mjs")).href;
  const code = `import { drawSession } from ${JSON.stringify(script)};
    process.stdout.write(drawSession(process.argv[1]));`;
  const session = join(folder, "session");
  mkdirSync(session);
  const drawn = execFileSync(process.execPath, ["--input-type=module", "--eval", code, session], {
    encoding: "utf8",
  });
  expect(drawn, "`node scripts/draw-docs.mjs` draws it anew").toBe(
    readFileSync(join(root, "docs/images/terminal.svg"), "utf8"),
  );
});

/** How long it took differs from run to run; all else must not. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d+\.\d s/g, "N s");
}
