import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder, readText, writeFiles } from "./folder.ts";

/** The project's own folder, with a slash at its end. */
export const project = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * The project's own job, as a clone has it, without answers and output.
 * @param size of the pictures that the sandbox draws: what does not look at them need not wait for large ones
 */
export function makeSample(size = "1024x1024"): string {
  const folder = makeFolder();
  for (const name of ["pipeline.yaml", "prompts"]) {
    cpSync(join(project, name), join(folder, name), { recursive: true });
  }
  const job = readText(folder, "pipeline.yaml");
  writeFiles(folder, { "pipeline.yaml": job.replace("size: 1024x1024", `size: ${size}`) });
  return folder;
}

export const sampleSlug = "openai-api-com-chatgpt";
