import { build } from "../../build/build.ts";
import { createEnvironment } from "../environment.ts";
import { type JobFlags, toJobOptions } from "../job-flags.ts";
import { openReporter, type ReporterChoice } from "../reporters/reporters.ts";
import { listenForSignals } from "../signals.ts";
import { exitCodeOf } from "../summary.ts";

export interface BuildFlags extends JobFlags {
  readonly frozen?: true;
  readonly concurrency?: number;
  readonly reporter: ReporterChoice;
}

/** `prelo build`. @returns the exit code */
export async function runBuild(job: string | undefined, flags: BuildFlags): Promise<number> {
  const { frozen, concurrency } = flags;
  const options = {
    ...toJobOptions(job, flags),
    ...(frozen === true && { frozen }),
    ...(concurrency !== undefined && { concurrency }),
  };
  const reporter = await openReporter(flags.reporter);
  const signals = listenForSignals(reporter.onStop);
  const started = performance.now();
  try {
    const result = await build(options, createEnvironment(reporter.onEvent, signals));
    reporter.finish(result, performance.now() - started);
    return exitCodeOf(result);
  } finally {
    reporter.close?.();
    signals.dispose();
  }
}
