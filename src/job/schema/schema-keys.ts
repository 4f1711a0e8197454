import * as z from "zod";

function stepInto(schema: z.ZodType, step: PropertyKey): z.ZodType[] {
  if (schema instanceof z.ZodObject) {
    const shape: Record<PropertyKey, unknown> = schema.shape;
    const next = Object.hasOwn(shape, step) ? shape[step] : undefined;
    return next instanceof z.ZodType ? [next] : [];
  }
  if (schema instanceof z.ZodArray) {
    return schema.element instanceof z.ZodType ? [schema.element] : [];
  }
  if (schema instanceof z.ZodRecord) {
    return schema.valueType instanceof z.ZodType ? [schema.valueType] : [];
  }
  return [];
}

function unwrap(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodPipe) {
    return schema.in instanceof z.ZodType ? unwrap(schema.in) : [];
  }
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    const inner: unknown = schema.unwrap();
    return inner instanceof z.ZodType ? unwrap(inner) : [];
  }
  if (schema instanceof z.ZodUnion) {
    const options: readonly unknown[] = schema.options;
    return options.flatMap((option) => (option instanceof z.ZodType ? unwrap(option) : []));
  }
  return [schema];
}

function schemasAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType[] {
  let schemas = unwrap(schema);
  for (const step of path) {
    schemas = schemas.flatMap((item) => stepInto(item, step)).flatMap(unwrap);
  }
  return schemas;
}

/** What the key at the end of a path is for; for the hint on one that is missing. */
export function descriptionAt(schema: z.ZodType, path: readonly PropertyKey[]): string | undefined {
  const last = path.at(-1);
  return last === undefined
    ? undefined
    : schemasAt(schema, path.slice(0, -1))
        .flatMap((item) => stepInto(item, last))
        .map((item) => item.description)
        .find((description) => description !== undefined);
}

/** The keys that a schema knows at a path, over all branches, each once; for suggestions. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const keys = schemasAt(schema, path).flatMap((item) =>
    item instanceof z.ZodObject ? Object.keys(item.shape) : [],
  );
  return [...new Set(keys)];
}

/** Whether a plain text may stand at a path. */
export function takesText(schema: z.ZodType, path: readonly PropertyKey[]): boolean {
  return schemasAt(schema, path).some((item) => item instanceof z.ZodString);
}
