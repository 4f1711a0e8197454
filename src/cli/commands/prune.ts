import { resolve } from "node:path";
import { createAnswerStore, recordFile } from "../../answers/store.ts";
import { exitCodes } from "../../errors.ts";
import { loadCheckedJob } from "../../stages/load.ts";
import { indexUnclaimed } from "../../stages/unclaimed.ts";
import { writeProgress, writeResult } from "../terminal.ts";

/** `prelo prune`. @returns the exit code */
export async function runPrune(job: string, flags: { readonly dryRun?: true }): Promise<number> {
  const { job: loaded, allArticles } = await loadCheckedJob({ jobFile: resolve(job) });
  const store = createAnswerStore(loaded.answersDir);
  const { names } = indexUnclaimed(allArticles, store);
  for (const name of names) {
    if (!flags.dryRun) await store.remove(name);
    writeResult(`${name.slug}/${recordFile(name)}`);
  }
  const done = flags.dryRun ? "would be removed" : "removed";
  writeProgress(`${names.length} ${names.length === 1 ? "answer" : "answers"} ${done}.`);
  return exitCodes.ok;
}
