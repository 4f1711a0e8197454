import { join } from "node:path";
import { writeWhole } from "../../files/files.ts";
import { exitCodes } from "../../errors.ts";
import { schemaFiles } from "../../job/schema/json.ts";
import { writeResult } from "../terminal.ts";

/** `prelo schema`. @returns the exit code */
export async function runSchema(folder: string): Promise<number> {
  for (const [name, text] of Object.entries(schemaFiles())) {
    const path = join(folder, name);
    await writeWhole(path, text);
    writeResult(path);
  }
  return exitCodes.ok;
}
