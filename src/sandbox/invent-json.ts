import { inventText } from "./invent-text.ts";
import { ApiError } from "./wire.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** How deep values are made fuller than a schema asks for. */
const fullDepth = 3;
/** The name of what holds the plain answer. */
const onlyName = "answer";
/** Where a schema that never ends is given up. */
const maxDepth = 24;

/**
 * Writes JSON that fits a schema: objects with all their properties, lists of two items, texts
 * after the names of their properties; and where the schema leaves it open, the plain answer. The
 * same arguments give the same text.
 * @throws ApiError 400 when the sandbox finds no value that fits
 */
export async function inventJson(schema: JsonSchema, plain: string): Promise<string> {
  const [{ Ajv2020 }, { default: formats }] = await Promise.all([
    import("ajv/dist/2020.js"),
    import("ajv-formats"),
  ]);
  const ajv = new Ajv2020({ strict: false, logger: false });
  formats.default(ajv);
  try {
    const value = sample(schema, { root: schema, plain, name: onlyName, depth: 0, turn: 0 });
    const { $schema: _, ...rest } = schema;
    if (ajv.validate(rest, value)) {
      return JSON.stringify(value);
    }
  } catch {
    // A schema that is none, or without end: refused below.
  }
  throw new ApiError("The sandbox finds no value that fits this schema: ask a real model.", {
    status: 400,
    code: "unsupported_schema",
  });
}

interface Place {
  readonly root: JsonSchema;
  /** The answer without a schema. */
  readonly plain: string;
  /** Of the property, or of the list's. */
  readonly name: string;
  readonly depth: number;
  /** Its index in the list that it belongs to, from 0. */
  readonly turn: number;
}

function sample(given: unknown, place: Place): unknown {
  if (place.depth > maxDepth) {
    throw new Error("without end");
  }
  const schema = resolve(given, place);
  if ("const" in schema) {
    return schema["const"];
  }
  const { enum: values } = schema;
  if (Array.isArray(values)) {
    return values[place.turn % values.length];
  }
  switch (chooseType(schema, place)) {
    case "object":
      return sampleObject(schema, place);
    case "array":
      return sampleList(schema, place);
    case "integer":
    case "number":
      return sampleNumber(schema, place.turn);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return sampleText(schema, place);
  }
}

/** The schema with its references followed, and one of its alternatives chosen. */
function resolve(given: unknown, place: Place): JsonSchema {
  let schema = asSchema(given);
  for (let hops = 0; hops < maxDepth; hops += 1) {
    const { $ref: reference, ...rest } = schema;
    if (typeof reference !== "string") {
      break;
    }
    schema = { ...asSchema(find(reference, place.root)), ...rest };
  }
  const { allOf, anyOf, oneOf, ...rest } = schema;
  const chosen = [anyOf, oneOf]
    .filter((choices) => Array.isArray(choices))
    .map((choices) => chooseOne(choices, place));
  return [...asList(allOf), ...chosen]
    .map((part) => resolve(part, place))
    .reduce(mergeSchemas, rest);
}

function find(reference: string, root: JsonSchema): unknown {
  return decodeURIComponent(reference.replace(/^#\/?/, ""))
    .split("/")
    .filter((key) => key !== "")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((value, key) => Reflect.get(Object(value), key), root);
}

function sampleObject(schema: JsonSchema, place: Place): object {
  const { additionalProperties: others } = schema;
  const properties = asSchema(schema["properties"]);
  const required = asList(schema["required"]).map(String);
  const names = new Set([...Object.keys(properties), ...required]);
  const depth = place.depth + 1;
  const entries = [...names]
    .filter((name) => place.depth < fullDepth || required.includes(name))
    .map((name) => [name, sample(properties[name] ?? others, { ...place, name, depth })]);
  const wanted = Number(schema["minProperties"] ?? (names.size === 0 ? 1 : 0));
  const fewest = others === false ? 0 : wanted;
  for (let turn = 0; entries.length < fewest; turn += 1) {
    const name = turn === 0 ? onlyName : `${onlyName}_${turn + 1}`;
    entries.push([name, sample(others, { ...place, name, depth, turn })]);
  }
  return Object.fromEntries(entries);
}

function sampleList(schema: JsonSchema, place: Place): readonly unknown[] {
  const { items, contains } = schema;
  const first = asList(schema["prefixItems"]);
  const fewest = Math.max(Number(schema["minItems"] ?? 0), first.length);
  const usual = place.depth < fullDepth ? Math.max(2, fewest) : fewest;
  const most = Math.min(Number(schema["maxItems"] ?? Infinity), 1000);
  const length = items === false ? first.length : Math.min(usual, most);
  const name = place.name === onlyName ? "item" : place.name;
  const depth = place.depth + 1;
  return Array.from({ length }, (_, turn) =>
    sample(first[turn] ?? items ?? contains, { ...place, name, depth, turn }),
  );
}

function sampleText(schema: JsonSchema, { plain, name, turn }: Place): string {
  const { pattern, format } = schema;
  const minLength = Number(schema["minLength"] ?? 0);
  const maxLength = Number(schema["maxLength"] ?? Infinity);
  if (typeof pattern === "string") {
    return inventText(pattern, { minLength, maxLength });
  }
  const known = typeof format === "string" ? formatSamples[format] : undefined;
  if (known !== undefined) {
    return known(turn + 1);
  }
  const text = name === onlyName ? plain : `${name.replaceAll(/[_-]+/g, " ")} ${turn + 1}`;
  return Array.from(text.padEnd(minLength, ".")).slice(0, maxLength).join("");
}

function toDate(number: number): string {
  return `2026-01-${String(((number - 1) % 28) + 1).padStart(2, "0")}`;
}

const formatSamples: Readonly<Record<string, (number: number) => string>> = {
  date: toDate,
  time: () => "12:00:00Z",
  "date-time": (number) => `${toDate(number)}T12:00:00Z`,
  duration: (number) => `P${number}D`,
  email: (number) => `sandbox-${number}@example.com`,
  hostname: (number) => `sandbox-${number}.example.com`,
  ipv4: (number) => `192.0.2.${number % 256}`,
  ipv6: (number) => `2001:db8::${number.toString(16)}`,
  uri: (number) => `https://example.com/${number}`,
  uuid: (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
};

function sampleNumber(schema: JsonSchema, turn: number): number {
  const { minimum = -Infinity, exclusiveMinimum = -Infinity } = schema;
  const { maximum = Infinity, exclusiveMaximum = Infinity } = schema;
  const step = Number(schema["multipleOf"] ?? 1);
  const least = Math.max(Number(minimum), Number(exclusiveMinimum));
  const most = Math.min(Number(maximum), Number(exclusiveMaximum));
  const isInside = (value: number): boolean =>
    value >= Number(minimum) &&
    value > Number(exclusiveMinimum) &&
    value <= Number(maximum) &&
    value < Number(exclusiveMaximum);
  const wanted = (turn + 1) * step;
  const above = Math.ceil(least / step) * step;
  const below = Math.floor(most / step) * step;
  const isStepped = schema["type"] === "integer" || "multipleOf" in schema;
  return (
    [wanted, above, above + step, below, below - step].find(isInside) ??
    (isStepped ? wanted : (least + most) / 2)
  );
}

function asSchema(value: unknown): JsonSchema {
  if (value === false) {
    throw new Error("nothing fits");
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Prefers a value over null, and where the schema gets deep the other way round. */
function chooseOne(choices: readonly unknown[], { depth, turn }: Place): unknown {
  const wanted = choices.filter(
    (choice) => (asSchema(choice)["type"] === "null") === depth >= fullDepth,
  );
  const from = wanted.length > 0 ? wanted : choices;
  return from[turn % from.length];
}

function mergeSchemas(one: JsonSchema, other: JsonSchema): JsonSchema {
  const properties = { ...asSchema(one["properties"]), ...asSchema(other["properties"]) };
  const required = [...asList(one["required"]), ...asList(other["required"])];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function chooseType(schema: JsonSchema, { depth }: Place): string {
  const types = [schema["type"] ?? []].flat().map(String);
  if (types.length > 1 && depth >= fullDepth && types.includes("null")) {
    return "null";
  }
  const has = (...names: readonly string[]): boolean => names.some((name) => name in schema);
  const byMembers = has("properties", "required")
    ? "object"
    : has("items", "prefixItems")
      ? "array"
      : has("minimum", "maximum", "multipleOf")
        ? "number"
        : "string";
  return types.find((name) => name !== "null") ?? types[0] ?? byMembers;
}
