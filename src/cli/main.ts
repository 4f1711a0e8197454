#!/usr/bin/env node
import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";
import { flushProgress, ignoreBrokenPipes } from "./terminal.ts";

ignoreBrokenPipes();
process.on("exit", flushProgress);
// Node would print the trace of a defect by itself, with whatever its message holds.
process.on("uncaughtException", (error) => {
  process.exit(reportError(error));
});
try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
