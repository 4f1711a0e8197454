import { spawnSync } from "node:child_process";
import { expect, vi } from "vitest";
import { createProgram } from "../../../src/cli/program.ts";

/** What calls the program, in a clone and where the package is installed. */
const calls: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:npx )?prelo /, []],
  [/^npm run prelo -- /, []],
  [/^npm run build-article(?: -- |$)/, ["build"]],
];

/** The arguments of a line that calls the program; undefined for any other. */
export function argumentsOf(line: string): readonly string[] | undefined {
  const call = calls.find(([pattern]) => pattern.test(line));
  return call && [...call[1], ...line.replace(call[0], "").split(" ").filter(Boolean)];
}

/** Fails when a command or an option of the line is none; runs nothing. */
export function parseLine(args: readonly string[]): void {
  if (args.length === 0) {
    return;
  }
  const program = createProgram().hook("preAction", () => undefined);
  for (const command of program.commands) {
    command.action(() => undefined);
  }
  program.parse(args, { from: "user" });
}

/** Runs the program in this process, in the current folder: its start would take longer than its work. */
export async function runLine(args: readonly string[]): Promise<string> {
  const printed: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
  }
  try {
    await createProgram().parseAsync(args, { from: "user" });
    const { exitCode } = process;
    expect(exitCode ?? 0, printed.join("")).toBe(0);
  } finally {
    process.exitCode = undefined;
    vi.mocked(process.stdout.write).mockRestore();
    vi.mocked(process.stderr.write).mockRestore();
  }
  return printed.join("");
}

/** Runs lines that call other programs, in the current folder. */
export function runShell(lines: string): void {
  const { status, stderr } = spawnSync("sh", ["-e", "-c", lines], {
    cwd: process.cwd(),
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
}
