import type { JsonObject } from "./types.ts";

/** Keywords that the API refuses in a schema that is to be kept strictly. */
const neverStrict = new Set([
  "allOf",
  "not",
  "if",
  "then",
  "else",
  "dependentRequired",
  "dependentSchemas",
]);

/**
 * A schema as the API takes it, under a name that says nothing: an id in it would make the answer
 * stale when a block is renamed. The API keeps to it strictly where the schema allows that.
 */
export function structure(schema: JsonObject): JsonObject {
  const strict = schema["type"] === "object" && isStrict(schema);
  return { name: "answer", schema, strict };
}

/** Whether every object in it lists all its properties as required, and allows no others. */
function isStrict(part: unknown): boolean {
  if (typeof part !== "object" || part === null) {
    return true;
  }
  if (Array.isArray(part)) {
    return part.every(isStrict);
  }
  const { properties, required, additionalProperties }: Record<string, unknown> = { ...part };
  const isObject = typeof properties === "object" && properties !== null;
  const isClosed =
    !isObject ||
    (additionalProperties === false &&
      Object.keys(properties).every((key) => Array.isArray(required) && required.includes(key)));
  return (
    isClosed &&
    Object.entries(part).every(([key, value]) => !neverStrict.has(key) && isStrict(value))
  );
}
