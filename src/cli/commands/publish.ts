import { type PublishOptions, publishDrafts } from "../../build/publish-drafts.ts";
import { exitCodes } from "../../errors.ts";
import { createEnvironment } from "../environment.ts";
import { type JobFlags, toJobOptions } from "../job-flags.ts";
import { reportError } from "../report-error.ts";
import { listenForSignals } from "../signals.ts";
import { writeProgress, writeResult } from "../terminal.ts";

export interface PublishFlags extends JobFlags {
  readonly to: string;
  readonly dryRun?: true;
}

/** `prelo publish`. @returns the exit code */
export async function runPublish(job: string | undefined, flags: PublishFlags): Promise<number> {
  const { to, dryRun = false } = flags;
  const signals = listenForSignals();
  try {
    const options: PublishOptions = { ...toJobOptions(job, flags), to, dryRun };
    const pushed = await publishDrafts(
      options,
      createEnvironment(() => undefined, signals),
    );
    let code: number = exitCodes.ok;
    for (const { slug, state, error } of pushed) {
      if (error === undefined) {
        writeResult(
          `${slug}: ${says[state]}${dryRun && state !== "unchanged" ? " (dry run)" : ""}`,
        );
      } else {
        code = Math.max(code, reportError(error));
      }
    }
    if (!dryRun && pushed.some(({ error }) => error === undefined)) {
      writeProgress(`Nothing is public: look at the drafts on ${to}, and publish them there.`);
    }
    return code;
  } finally {
    signals.dispose();
  }
}

const says = {
  created: "a new draft",
  updated: "the draft is brought up to date",
  unchanged: "the draft is there as it is",
  failed: "failed",
} as const;
