import { join } from "node:path";
import { writeWhole } from "../../files/files.ts";
import { exitCodes } from "../../errors.ts";
import { articleJsonSchema, jobJsonSchema } from "../../job/schema/json.ts";
import { writeResult } from "../terminal.ts";

/** `prelo schema`. @returns the exit code */
export async function runSchema(folder: string): Promise<number> {
  const schemas = {
    "pipeline.schema.json": jobJsonSchema(),
    "article.schema.json": articleJsonSchema(),
  };
  for (const [name, schema] of Object.entries(schemas)) {
    const path = join(folder, name);
    await writeWhole(path, `${JSON.stringify(schema, null, 2)}\n`);
    writeResult(path);
  }
  return exitCodes.ok;
}
