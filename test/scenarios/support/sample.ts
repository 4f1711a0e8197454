import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "./folder.ts";

/** The project's own folder, with a slash at its end. */
export const project = fileURLToPath(new URL("../../../", import.meta.url));

/** The project's own job, as a clone has it, without answers and output. */
export function makeSample(): string {
  const folder = makeFolder();
  for (const name of ["pipeline.yaml", "prompts"]) {
    cpSync(join(project, name), join(folder, name), { recursive: true });
  }
  return folder;
}

export const sampleSlug = "openai-api-com-chatgpt";
