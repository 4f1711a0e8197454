import { orUnusable } from "../answers/assert-usable.ts";
import type { RecordName } from "../answers/record-name.ts";
import { AnswerStore } from "../answers/store.ts";
import { type PaidAnswer, reportSpending, type SpendingReport } from "../answers/spending.ts";
import { PreloError } from "../errors.ts";
import { loadCheckedJob } from "./load-job.ts";

/**
 * Where money went, by what the answers folder says: all that is recorded there, also of articles that are
 * gone. What was removed from it is not known any more.
 * @throws JobError; PreloError READ_FAILED
 */
export async function reportJob(jobFile: string): Promise<SpendingReport> {
  const { job } = await loadCheckedJob({ jobFile });
  return reportSpending(listPaid(new AnswerStore(job.answersDir)));
}

function* listPaid(store: AnswerStore): Iterable<PaidAnswer> {
  for (const name of store.listRecords()) {
    const answer = readAnswer(name, store);
    if (answer !== undefined) {
      yield { article: name.slug, answer };
    }
  }
  for (const name of store.listRejected()) {
    const rejected = store.readRejected(name);
    if (rejected !== undefined) {
      yield { article: name.slug, answer: rejected.answer };
    }
  }
}

function readAnswer(name: RecordName, store: AnswerStore): PaidAnswer["answer"] | undefined {
  try {
    const read = store.readRecord(name);
    return read.state === "read" ? read.answer : undefined;
  } catch (error) {
    // A conflict hides what it cost, and is told by every other command.
    if (orUnusable(error) instanceof PreloError) {
      return undefined;
    }
    throw error;
  }
}
