import { plural } from "../../job/diagnostics/plural.ts";
import { resolve } from "node:path";
import { exitCodes, PreloError } from "../../errors.ts";
import { acceptJob } from "../../build/accept.ts";
import { createEnvironment } from "../environment.ts";
import { listenForSignals } from "../signals.ts";
import { writeProgress, writeResult } from "../terminal.ts";

export interface AcceptFlags {
  readonly all?: true;
  readonly dryRun?: true;
  readonly job: string;
}

/** `prelo accept`. @returns the exit code */
export async function runAccept(names: readonly string[], flags: AcceptFlags): Promise<number> {
  const { all = false, dryRun = false, job } = flags;
  if (all === names.length > 0) {
    throw new PreloError("USAGE", "accept takes the names of answers, or --all", {
      hint: "`prelo plan` lists which are stale, and why.",
    });
  }
  const signals = listenForSignals();
  try {
    const environment = createEnvironment(() => undefined, signals);
    const options = { jobFile: resolve(job), names: all ? ("all" as const) : names, dryRun };
    const { accepted, fresh, failures } = await acceptJob(options, environment);
    for (const name of accepted) {
      writeResult(name);
    }
    for (const name of fresh) {
      writeProgress(`${name} is fresh already.`);
    }
    for (const { name, ref, message, error } of failures) {
      const where = `${ref.file}:${ref.line}:${ref.column}`;
      writeProgress(`${where} error ${error.code} in ${name}: ${message}`);
      if (error.hint !== undefined) {
        writeProgress(`  ${error.hint}`);
      }
    }
    const count = plural(accepted.length, "answer");
    writeProgress(`${count} ${dryRun ? "would be accepted" : "accepted"}.`);
    return failures.length === 0 ? exitCodes.ok : exitCodes.failed;
  } finally {
    signals.dispose();
  }
}
