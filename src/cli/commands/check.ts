import { plural } from "../../files/plural.ts";
import { exitCodes } from "../../errors.ts";
import { checkJob } from "../../build/check.ts";
import { type JobFlags, toJobOptions } from "../job-flags.ts";
import { writeProgress, writeResult } from "../terminal.ts";
import { readVersion } from "../../build/version.ts";

/** `prelo check`. @returns the exit code */
export async function runCheck(job: string | undefined, flags: JobFlags): Promise<number> {
  const findings = await checkJob(toJobOptions(job, flags), {
    variables: process.env,
    version: readVersion(),
  });
  for (const { ref, code, block, article, message, isWarning } of findings) {
    const subject = block === undefined ? article : `${article}/${block}`;
    writeResult(
      `${ref.file}:${ref.line}:${ref.column} ${isWarning ? "warning " : ""}${code} ${subject}: ${message}`,
    );
  }
  const count = findings.filter(({ isWarning }) => !isWarning).length;
  writeProgress(describe(count, findings.length));
  return count === 0 ? exitCodes.ok : exitCodes.failed;
}

function describe(count: number, all: number): string {
  if (count > 0) {
    return `${plural(count, "finding")}.`;
  }
  return all === 0
    ? "All answers are fresh, and output is current."
    : "Stale answers are kept, all others are fresh, and output is current.";
}
