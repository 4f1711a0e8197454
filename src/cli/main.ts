import { readWantedNode } from "../build/version.ts";
import { assertNode } from "./node-version.ts";
import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";
import { outliveStreams } from "./terminal.ts";

/**
 * Runs one command, and sets the exit code.
 * @param args without the program's own name; unset: those of the process
 */
export async function main(args?: readonly string[]): Promise<void> {
  outliveStreams();
  // Node would print the trace of a defect by itself, with whatever its message holds.
  process.on("uncaughtException", (error) => {
    process.exit(reportError(error));
  });
  try {
    assertNode(process.versions.node, readWantedNode());
    const program = createProgram();
    await (args === undefined ? program.parseAsync() : program.parseAsync(args, { from: "user" }));
  } catch (error) {
    process.exitCode = reportError(error);
  }
}
