import { resolve } from "node:path";
import { createAnswerStore } from "../../answers/store.ts";
import { recordFile, rejectedFile } from "../../answers/record-name.ts";
import { exitCodes } from "../../errors.ts";
import { loadCheckedJob } from "../../stages/load.ts";
import { indexUnclaimed } from "../../stages/unclaimed.ts";
import { writeProgress, writeResult } from "../terminal.ts";

/** `prelo prune`. @returns the exit code */
export async function runPrune(job: string, flags: { readonly dryRun?: true }): Promise<number> {
  const { job: loaded, allArticles } = await loadCheckedJob({ jobFile: resolve(job) });
  const store = createAnswerStore(loaded.answersDir);
  const index = indexUnclaimed(allArticles, store);
  const { names } = index;
  const rejected = index.rejected();
  for (const name of names) {
    if (!flags.dryRun) await store.remove(name);
    writeResult(`${name.slug}/${recordFile(name)}`);
  }
  for (const name of rejected) {
    if (!flags.dryRun) await store.removeRejected(name);
    writeResult(`${name.slug}/${rejectedFile(name)}`);
  }
  const count = names.length + rejected.length;
  const done = flags.dryRun ? "would be removed" : "removed";
  writeProgress(`${count} ${count === 1 ? "answer" : "answers"} ${done}.`);
  return exitCodes.ok;
}
