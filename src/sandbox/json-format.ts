import { z } from "zod";
import { refuse } from "./parameters.ts";

type Schema = Readonly<Record<string, unknown>>;

const anySchema = z.record(z.string(), z.unknown());

/** How the API wants a schema to be wrapped: `json_schema` in chat, `text.format` in responses. */
export const responseFormat = z.looseObject({
  name: z
    .string()
    .max(64)
    .regex(/^[\w-]+$/, "only letters, digits, '_' and '-'"),
  schema: anySchema,
  strict: z.boolean().nullish(),
});

interface Format {
  readonly type: "text" | "json_object" | "json_schema";
  readonly schema?: unknown;
  readonly strict?: unknown;
  readonly json_schema?: unknown;
}

/**
 * The schema that an answer must fit; undefined where it need not be JSON.
 *
 * @param said what the request says to the model: where only `json_object` is asked for, it must
 * speak of JSON
 * @param names what the API calls these parameters
 * @throws {ApiError} 400 as from the API
 */
export function readJsonSchema(
  format: Format | null | undefined,
  said: unknown,
  names: { readonly param: string; readonly schema: string },
): Schema | undefined {
  if (format === null || format === undefined || format.type === "text") {
    return undefined;
  }
  if (format.type === "json_object") {
    if (!/json/i.test(JSON.stringify(said))) {
      throw refuse(
        names.param,
        "invalid_value",
        `The messages must contain the word 'json' in some form, to use '${names.param}' of type 'json_object'.`,
      );
    }
    return { type: "object" };
  }
  const { schema, strict } = responseFormat.parse(format.json_schema ?? format);
  if (strict) {
    requireStrict(schema, names.schema);
  }
  return schema;
}

/** What the API asks of a schema that is to be kept strictly. */
function requireStrict(schema: Schema, param: string): void {
  const refuseAt = (path: readonly string[], what: string): never => {
    const context = path.map((key) => `'${key}'`).join(", ");
    throw refuse(param, "invalid_json_schema", `Invalid schema: In context=(${context}), ${what}.`);
  };
  if (schema["type"] !== "object") {
    refuseAt([], "schema must have type 'object'");
  }
  visit(schema, []);

  function visit(part: unknown, path: readonly string[]): void {
    if (typeof part !== "object" || part === null) {
      return;
    }
    const properties: unknown = Reflect.get(part, "properties");
    const isSchemaOfObject = !["properties", "$defs", "definitions"].includes(path.at(-1) ?? "");
    if (isSchemaOfObject && typeof properties === "object" && properties !== null) {
      if (Reflect.get(part, "additionalProperties") !== false) {
        refuseAt(path, "'additionalProperties' is required to be supplied and to be false");
      }
      const required: unknown = Reflect.get(part, "required");
      const lacking = Object.keys(properties).find(
        (key) => !Array.isArray(required) || !required.includes(key),
      );
      if (lacking !== undefined) {
        refuseAt(path, `'required' must include every key in properties; missing '${lacking}'`);
      }
    }
    for (const [key, inner] of Object.entries(part)) {
      visit(inner, [...path, key]);
    }
  }
}
