import type { Environment } from "../environment.ts";
import { loadCheckedJob } from "../load-job.ts";
import { openSender } from "../sender.ts";
import { examineDisk, examineLock, examineNode, examinePictures, examineProxy } from "./machine.ts";
import { examineJob, examineSchemas } from "./project.ts";
import { examineKeys, examineProviders } from "./providers.ts";
import { examineQueue } from "./queue.ts";
import type { Examine, Patient, Verdict } from "./verdict.ts";

/** What is looked at, in this order. */
const examinations: Readonly<Record<string, Examine>> = {
  node: examineNode,
  pictures: examinePictures,
  job: examineJob,
  disk: examineDisk,
  lock: examineLock,
  proxy: examineProxy,
  keys: examineKeys,
  providers: examineProviders,
  queue: examineQueue,
  editor: examineSchemas,
};

/** What was found, and what it is about. */
export interface Diagnosis extends Verdict {
  readonly about: string;
}

/**
 * Looks at all that a build needs: the installation, the folders, the providers. Writes nothing that
 * stays, and sends nothing but `GET /models`.
 * @throws JobError; PreloError READ_FAILED
 */
export async function examineAll(
  jobFile: string,
  environment: Environment,
  given: Pick<Patient, "node" | "schemas" | "looksAtQueue">,
): Promise<readonly Diagnosis[]> {
  const { job } = await loadCheckedJob({ jobFile });
  const sender = openSender(job, 1, environment, environment.aborting);
  const patient = { job, environment, sender, ...given };
  try {
    const found: Diagnosis[] = [];
    for (const [about, examine] of Object.entries(examinations)) {
      for (const verdict of await examine(patient)) {
        found.push({ about, ...verdict });
      }
    }
    return found;
  } finally {
    await sender.close();
  }
}
