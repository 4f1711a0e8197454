import { planExactly, planJob } from "../../build/plan.ts";
import { exitCodes } from "../../errors.ts";
import { type JobFlags, toJobOptions } from "../job-flags.ts";
import { renderPlan } from "../plan/render.ts";
import { planToJson } from "../plan/to-json.ts";
import { createEnvironment } from "../environment.ts";
import { formatDiagnostic } from "../../job/diagnostics/diagnostics.ts";
import { writeJson, writeProgress, writeResult } from "../terminal.ts";

export interface PlanFlags extends JobFlags {
  readonly json?: true;
  readonly all?: true;
  readonly exact?: true;
}

/** Ctrl-C ends the process: nothing that is counted is lost. */
const never = new AbortController().signal;
const notStopped = { stopping: never, aborting: never };

/** `prelo plan`. @returns the exit code */
export async function runPlan(job: string | undefined, flags: PlanFlags): Promise<number> {
  const options = toJobOptions(job, flags);
  const report =
    flags.exact === true
      ? await planExactly(
          options,
          createEnvironment(() => undefined, notStopped),
        )
      : await planJob(options, { variables: process.env });
  const all = flags.all ?? false;
  for (const warning of report.warnings) {
    writeProgress(formatDiagnostic(warning));
  }
  if (flags.json) {
    writeJson(planToJson(report, all), 2);
  } else {
    for (const line of renderPlan(report, all, Date.now())) {
      writeResult(line);
    }
  }
  return report.ended.length > 0 || report.articles.some(({ unusable }) => unusable !== undefined)
    ? exitCodes.failed
    : exitCodes.ok;
}
