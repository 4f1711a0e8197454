import { exitCodes } from "../../errors.ts";
import { checkJob } from "../../stages/check-job.ts";
import { type JobFlags, toJobOptions } from "../job-flags.ts";
import { writeProgress, writeResult } from "../terminal.ts";
import { readVersion } from "../../stages/version.ts";

/** `prelo check`. @returns the exit code */
export async function runCheck(job: string | undefined, flags: JobFlags): Promise<number> {
  const findings = await checkJob(toJobOptions(job, flags), {
    variables: process.env,
    version: readVersion(),
  });
  for (const { ref, code, block, article, message } of findings) {
    const subject = block === undefined ? article : `${article}/${block}`;
    writeResult(`${ref.file}:${ref.line}:${ref.column} ${code} ${subject}: ${message}`);
  }
  writeProgress(
    findings.length === 0
      ? "All answers are fresh, and output is current."
      : `${findings.length} ${findings.length === 1 ? "finding" : "findings"}.`,
  );
  return findings.length === 0 ? exitCodes.ok : exitCodes.failed;
}
