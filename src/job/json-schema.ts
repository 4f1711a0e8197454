import type { ErrorObject, ValidateFunction } from "ajv";
import type { JsonObject } from "./types.ts";

/** Something that does not fit: where, as keys and positions from the top, and the rule it breaks. */
export interface SchemaFault {
  readonly path: readonly (string | number)[];
  /** Of the schema's words only, never of the value's. */
  readonly message: string;
}

export type CompiledSchema =
  | { readonly ok: true; readonly findFaults: (value: unknown) => readonly SchemaFault[] }
  | { readonly ok: false; readonly faults: readonly SchemaFault[] };

const compiled = new WeakMap<JsonObject, CompiledSchema>();

/**
 * Compiles a JSON Schema, once for each object: of draft 7 where its `$schema` says so, else of
 * 2020-12. A schema that is wrong in itself comes back with its faults.
 */
export async function compileSchema(schema: JsonObject): Promise<CompiledSchema> {
  const known = compiled.get(schema);
  if (known !== undefined) {
    return known;
  }
  const made = await compileAnew(schema);
  compiled.set(schema, made);
  return made;
}

async function compileAnew(schema: JsonObject): Promise<CompiledSchema> {
  const [draft7, draft2020, formats] = await Promise.all([
    import("ajv"),
    import("ajv/dist/2020.js"),
    import("ajv-formats"),
  ]);
  const { $schema: draft } = schema;
  const isDraft7 = typeof draft === "string" && /draft-0[67]/.test(draft);
  const Ajv = isDraft7 ? draft7.Ajv : draft2020.Ajv2020;
  // Strict: a keyword that does not exist is a slip of the pen, which would check nothing.
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, logger: false });
  formats.default.default(ajv);
  let validate: ValidateFunction;
  try {
    if (ajv.validateSchema(schema) !== true) {
      return { ok: false, faults: (ajv.errors ?? []).map(toFault) };
    }
    validate = ajv.compile(schema);
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/^strict mode: /, "") : "";
    return { ok: false, faults: [{ path: [], message }] };
  }
  return {
    ok: true,
    findFaults: (value) => (validate(value) ? [] : (validate.errors ?? []).map(toFault)),
  };
}

function toFault({ instancePath, message = "does not fit" }: ErrorObject): SchemaFault {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return { path, message };
}
