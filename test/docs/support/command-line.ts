import { spawnSync } from "node:child_process";
import { vi } from "vitest";
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
export async function runLine(args: readonly string[]): Promise<void> {
  const printed: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation((text) => {
      printed.push(String(text));
      return true;
    }),
  );
  try {
    await createProgram().parseAsync(args, { from: "user" });
    if ((process.exitCode ?? 0) !== 0) {
      throw new Error(`prelo ${args.join(" ")}: exit ${process.exitCode}\n${printed.join("")}`);
    }
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) {
      spy.mockRestore();
    }
  }
}

/** Runs lines that call other programs, in the current folder. */
export function runShell(lines: string): void {
  const { status, stderr } = spawnSync("sh", ["-e", "-c", lines], {
    cwd: process.cwd(),
    encoding: "utf8",
  });
  if (status !== 0) {
    throw new Error(`${lines}: exit ${status}\n${stderr}`);
  }
}
