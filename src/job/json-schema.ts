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

/** Compiles a JSON Schema, when it is first applied; a schema that is wrong in itself comes back with its faults. */
export type CompileSchema = (schema: JsonObject) => CompiledSchema;

/** So many are kept: the pages of a table have alike ones, whose objects differ. */
const mostKept = 100;
const byText = new Map<string, CompiledSchema>();
const byObject = new WeakMap<JsonObject, CompiledSchema>();

/** Loads what compiles: schemas of draft 7 where their `$schema` says so, else of 2020-12. */
export async function loadSchemas(): Promise<CompileSchema> {
  const [{ Ajv: Draft7 }, { Ajv2020 }, { default: formats }] = await Promise.all([
    import("ajv"),
    import("ajv/dist/2020.js"),
    import("ajv-formats"),
  ]);
  const compileAnew: CompileSchema = (schema) => {
    const { $schema: draft } = schema;
    const Ajv = typeof draft === "string" && /draft-0[67]/.test(draft) ? Draft7 : Ajv2020;
    // Strict: a keyword that does not exist is a slip of the pen, which would check nothing.
    const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, logger: false });
    formats.default(ajv);
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
  };
  return (schema) => {
    const known = byObject.get(schema);
    if (known !== undefined) {
      return known;
    }
    const text = JSON.stringify(schema);
    const compiled = byText.get(text) ?? compileAnew(schema);
    byObject.set(schema, compiled);
    byText.set(text, compiled);
    const [oldest] = byText.keys();
    if (byText.size > mostKept && oldest !== undefined) {
      byText.delete(oldest);
    }
    return compiled;
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
