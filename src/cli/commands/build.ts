import { build } from "../../build/build.ts";
import { createEnvironment } from "../environment.ts";
import { type JobFlags, toJobOptions, toVerbosity, type VerbosityFlags } from "../job-flags.ts";
import { joinReporters } from "../reporters/reporter.ts";
import { openReporter, type ReporterChoice } from "../reporters/reporters.ts";
import { openReport } from "../run-report/reporter.ts";
import { openSummary } from "../run-summary/reporter.ts";
import { listenForSignals } from "../signals.ts";
import { exitCodeOf } from "../reporters/summary.ts";
import { learnKeyNames } from "../terminal.ts";

export interface BuildFlags extends JobFlags, VerbosityFlags {
  readonly frozen?: true;
  /** False with `--no-wait`. */
  readonly wait: boolean;
  readonly concurrency?: number;
  readonly queue?: true;
  readonly queueLocal?: true;
  readonly reporter: ReporterChoice;
  /** A file for the summary in Markdown. */
  readonly summary?: string;
  /** A file for the report in HTML; true for the usual one. */
  readonly report?: string | true;
}

/** `prelo build`. @returns the exit code */
export async function runBuild(job: string | undefined, flags: BuildFlags): Promise<number> {
  const { frozen, wait, concurrency, queue, queueLocal } = flags;
  const options = {
    ...toJobOptions(job, flags),
    ...(frozen === true && { frozen }),
    ...(!wait && { noWait: true }),
    ...(concurrency !== undefined && { concurrency }),
    ...((queue ?? queueLocal) && { queue: queueLocal ? ("local" as const) : ("workers" as const) }),
  };
  const context = {
    jobFile: options.jobFile,
    variables: process.env,
    now: Date.now,
    verbosity: toVerbosity(flags),
  };
  const reporter = joinReporters([
    await openReporter(flags.reporter, context),
    ...openSummary(context, flags.summary),
    ...openReport(context, flags.report),
  ]);
  const signals = listenForSignals(reporter.onStop);
  const started = performance.now();
  try {
    const environment = createEnvironment(reporter.onEvent, signals);
    const result = await build(options, {
      ...environment,
      learnKeyNames: (names) => {
        learnKeyNames(names);
        reporter.onKeyNames?.(names);
      },
    });
    reporter.finish(result, performance.now() - started);
    return exitCodeOf(result);
  } catch (error) {
    reporter.fail?.(error);
    throw error;
  } finally {
    reporter.close?.();
    signals.dispose();
  }
}
