import * as z from "zod";
import { articleSchema } from "./schema-article.ts";
import { jobSchema } from "./schema-job.ts";

function toEditorSchema(schema: z.ZodType, title: string): object {
  // Draft 7 is what the editors' YAML support knows best.
  const json = z.toJSONSchema(schema, { target: "draft-07", io: "input" });
  return { ...json, title };
}

/** The JSON Schema of a job file, for editors. */
export function jobJsonSchema(): object {
  return toEditorSchema(jobSchema, "A Prelo job");
}

/** The JSON Schema of an article, for editors. */
export function articleJsonSchema(): object {
  return toEditorSchema(articleSchema, "A Prelo article");
}
