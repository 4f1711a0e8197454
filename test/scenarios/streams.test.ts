import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { findPython } from "../support/python.ts";
import { listFiles, makeJob } from "./support/folder.ts";
import { main, prelo } from "./support/program.ts";
import { startProvider } from "./support/provider.ts";
import { answerAll } from "./support/replies.ts";

const job = {
  articles: {
    a: [
      { id: "one", prompt: "Say one." },
      { id: "two", prompt: "Two." },
    ],
  },
};
const full = "/dev/full";
const python = findPython("pty", "no terminal is closed under a run");

function recordsIn(folder: string): readonly string[] {
  return listFiles(folder, "answers").filter((name) => name.endsWith(".md"));
}

describe.skipIf(!existsSync(full))("on a device that is full", () => {
  test("progress is lost, and nothing else", async () => {
    const provider = await startProvider();
    const folder = makeJob(job);
    const run = await prelo(folder, ["build"], provider.variables, { stderr: full });
    expect(run).toMatchObject({ code: 0, stdout: "output/a/article.md\noutput/a/article.html\n" });
    expect(recordsIn(folder)).toHaveLength(2);
  });

  test.each([["build"], ["build", "--reporter", "json"], ["plan"], ["--help"]])(
    "a result that is lost is told by the exit code: %s %s",
    async (...args) => {
      const provider = await startProvider();
      const folder = makeJob(job);
      const run = await prelo(folder, args, provider.variables, { stdout: full });
      expect(run.code).toBe(1);
      expect(run.stderr).toContain("could not be written to stdout (ENOSPC)");
      const isBuild = args[0] === "build";
      expect(recordsIn(folder)).toHaveLength(isBuild ? 2 : 0);
      expect(listFiles(folder, "output").length > 0).toBe(isBuild);
    },
  );

  test("a graver exit code stands", async () => {
    const folder = makeJob(job);
    const run = await prelo(folder, ["build", "--nonsense"], {}, { stdout: full, stderr: full });
    expect(run.code).toBe(2);
  });
});

const inTerminal = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
sys.stdin.readline()
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

test.skipIf(python === undefined)(
  "a terminal that goes away stops a run as Ctrl-C does",
  async () => {
    const folder = makeJob({
      ...job,
      job: { providers: { openai: { limits: { concurrency: 1 } } } },
    });
    const provider = await startProvider(async (call) => {
      child.stdin.end("\n");
      // The hang-up comes while the reply is awaited.
      await new Promise((resolve) => setTimeout(resolve, 500));
      return answerAll(call);
    });
    const child = spawn(python ?? "", ["-c", inTerminal, process.execPath, main, "build"], {
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "", HOME: folder, ...provider.variables },
      stdio: ["pipe", "pipe", "inherit"],
    });
    let printed = "";
    child.stdout.on("data", (chunk) => (printed += String(chunk)));
    await once(child, "close");
    // Ended by signal 1, which a shell calls 129.
    expect(printed.trim()).toBe("-1");
    expect(provider.calls).toHaveLength(1);
    expect(recordsIn(folder)).toHaveLength(1);
    expect(listFiles(folder).filter((name) => name.includes(".prelo"))).toEqual([]);
  },
);
