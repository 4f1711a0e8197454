import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type * as library from "../../../src/index.ts";
import { main } from "./program.ts";

/**
 * Builds a job by the published library, in this process: for what a test begins with, when it looks
 * at nothing but what was asked and what is on the disk. A start of the program takes several times
 * as long.
 * @throws the first failure of a block
 */
export async function buildFirst(
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const address = new URL("index.js", pathToFileURL(main)).href;
  const { build } = (await import(address)) as typeof library;
  const { articles, stoppedBy } = await build({ job: join(folder, "pipeline.yaml"), variables });
  const [failure] = articles.flatMap(({ failures }) => failures);
  if (failure !== undefined) {
    throw failure.error;
  }
  if (stoppedBy instanceof Error) {
    throw stoppedBy;
  }
}
