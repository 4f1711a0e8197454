import * as z from "zod";
import { articleSchema } from "./article.ts";
import { jobSchema } from "./job.ts";

/** Gives a schema back its examples: zod drops those of what it transforms. */
function keepExamples(zodSchema: z.core.$ZodType, jsonSchema: z.core.JSONSchema.BaseSchema): void {
  const examples = z.globalRegistry.get(zodSchema)?.["examples"];
  if (Array.isArray(examples)) {
    jsonSchema.examples = examples;
  }
}

// Draft 7 is what the editors' YAML support knows best.
const options = { target: "draft-07", io: "input" } as const;

/** The JSON Schema of a job file, for editors. */
export function jobJsonSchema(): object {
  const schema = z.toJSONSchema(jobSchema, {
    ...options,
    override: ({ zodSchema, jsonSchema }) => keepExamples(zodSchema, jsonSchema),
  });
  return { $id: "urn:prelo:schema:pipeline", title: "A Prelo job", ...schema };
}

/** The JSON Schema of an article, for editors. Where it says nothing of a setting, the job decides. */
export function articleJsonSchema(): object {
  const schema = z.toJSONSchema(articleSchema, {
    ...options,
    override: ({ zodSchema, jsonSchema }) => {
      keepExamples(zodSchema, jsonSchema);
      if (!hasOwnDefault(zodSchema)) {
        delete jsonSchema.default;
      }
    },
  });
  return { $id: "urn:prelo:schema:article", title: "A Prelo article", ...schema };
}

/** A setting that names a default only for the documentation has none here. */
function hasOwnDefault(schema: z.core.$ZodType): boolean {
  return (
    schema instanceof z.ZodDefault ||
    (schema instanceof z.ZodPipe && schema.in instanceof z.ZodDefault)
  );
}

/** The schemas as files for editors, by their names in `schema/`. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const schemas = {
    "pipeline.schema.json": jobJsonSchema(),
    "article.schema.json": articleJsonSchema(),
  };
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, `${JSON.stringify(schema, null, 2)}\n`]),
  );
}
