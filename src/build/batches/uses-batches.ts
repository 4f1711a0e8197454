import { listAsked } from "../../job/alt-blocks.ts";
import { settingsOf } from "../../job/asked.ts";
import type { Job } from "../../job/types.ts";
import { Notes } from "../../requests/batches/notes.ts";
import type { BuildOptions } from "../environment.ts";

/** Whether anything of a build may go by batch, or is out already. */
export async function usesBatches(job: Job, options: BuildOptions): Promise<boolean> {
  if (options.frozen === true || options.only !== undefined) {
    return false;
  }
  const asksSo = job.articles.some(
    (article) =>
      article.translations?.text.processing === "batch" ||
      listAsked(article).some((block) => settingsOf(block).processing === "batch"),
  );
  if (options.batch === true || asksSo) {
    return true;
  }
  const notes = await new Notes(job.answersDir).list();
  return notes.some(({ state }) => state !== "settled");
}
