import { plural } from "../job/diagnostics/plural.ts";
import { CommanderError } from "commander";
import { exitCodes, PreloError } from "../errors.ts";
import { formatDiagnostic, JobError } from "../job/diagnostics/diagnostics.ts";
import { writeProgress } from "./terminal.ts";

/** Says what went wrong and what to do. @returns the exit code */
export function reportError(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  if (error instanceof JobError) {
    for (const diagnostic of error.diagnostics) {
      writeProgress(`${formatDiagnostic(diagnostic)}\n`);
    }
    writeProgress(`${plural(error.diagnostics.length, "mistake")}; nothing was sent.`);
    return error.exitCode;
  }
  if (error instanceof PreloError) {
    writeProgress(`error ${error.code}: ${error.message}`);
    if (error.hint !== undefined) {
      writeProgress(`  ${error.hint}`);
    }
    return error.exitCode;
  }
  writeProgress(
    `error INTERNAL: this is a defect of Prelo's, not of your job; please report it.\n${
      error instanceof Error ? (error.stack ?? error.message) : String(error)
    }`,
  );
  return exitCodes.internal;
}
