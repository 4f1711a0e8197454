#!/usr/bin/env node
import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";
import { ignoreBrokenPipes } from "./terminal.ts";

ignoreBrokenPipes();
try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
