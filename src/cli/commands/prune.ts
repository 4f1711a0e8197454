import { plural, pronoun } from "../../job/diagnostics/plural.ts";
import { resolve } from "node:path";
import { exitCodes } from "../../errors.ts";
import { pruneJob } from "../../build/prune.ts";
import { listSome } from "../list-some.ts";
import { createEnvironment } from "../environment.ts";
import { listenForSignals } from "../signals.ts";
import { writeProgress, writeResult } from "../terminal.ts";

export interface PruneFlags {
  readonly dryRun?: true;
  readonly edited?: true;
}

/** `prelo prune`. @returns the exit code */
export async function runPrune(job: string, flags: PruneFlags): Promise<number> {
  const { dryRun = false, edited = false } = flags;
  const signals = listenForSignals();
  try {
    const environment = createEnvironment(() => undefined, signals);
    const options = { jobFile: resolve(job), dryRun, edited };
    const { removed, kept, folders, keptFiles, notes } = await pruneJob(options, environment);
    for (const path of [...removed, ...notes, ...folders]) {
      writeResult(path);
    }
    const done = dryRun ? "would be removed" : "removed";
    const published = folders.length > 0 ? `, ${plural(folders.length, "published folder")}` : "";
    const batches = notes.length > 0 ? `, ${plural(notes.length, "note")} of batches` : "";
    writeProgress(`${plural(removed.length, "answer")}${batches}${published} ${done}.`);
    if (keptFiles.length > 0) {
      writeProgress(
        `${plural(keptFiles.length, "published file")} that a person edited ${keptFiles.length === 1 ? "stays" : "stay"} (--edited removes ${pronoun(keptFiles.length)}): ${listSome(keptFiles)}`,
      );
    }
    if (kept.length > 0) {
      const names = listSome(kept);
      writeProgress(
        `${plural(kept.length, "answer")} that a person edited ${kept.length === 1 ? "stays" : "stay"} (--edited removes ${pronoun(kept.length)}): ${names}`,
      );
    }
    return exitCodes.ok;
  } finally {
    signals.dispose();
  }
}
