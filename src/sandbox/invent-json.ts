import { inventText } from "./invent-text.ts";
import { ApiError } from "./reply.ts";

type Schema = Readonly<Record<string, unknown>>;

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
 *
 * @throws {ApiError} 400 when the sandbox finds no value that fits
 */
export async function inventJson(schema: Schema, plain: string): Promise<string> {
  const [{ Ajv2020 }, { default: formats }] = await Promise.all([
    import("ajv/dist/2020.js"),
    import("ajv-formats"),
  ]);
  const ajv = new Ajv2020({ strict: false, logger: false });
  formats.default(ajv);
  try {
    const value = new Inventor(schema, plain).sample(schema, {
      name: onlyName,
      depth: 0,
      turn: 0,
    });
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
  /** Of the property, or of the list's. */
  readonly name: string;
  readonly depth: number;
  /** The number in the list that it belongs to, from 0. */
  readonly turn: number;
}

class Inventor {
  private readonly root: Schema;
  private readonly plain: string;

  constructor(root: Schema, plain: string) {
    this.root = root;
    this.plain = plain;
  }

  sample(given: unknown, place: Place): unknown {
    if (place.depth > maxDepth) {
      throw new Error("without end");
    }
    const schema = this.resolve(given, place);
    if ("const" in schema) {
      return schema["const"];
    }
    const { enum: values } = schema;
    if (Array.isArray(values)) {
      return values[place.turn % values.length];
    }
    switch (chooseType(schema, place)) {
      case "object":
        return this.sampleObject(schema, place);
      case "array":
        return this.sampleList(schema, place);
      case "integer":
      case "number":
        return sampleNumber(schema, place.turn);
      case "boolean":
        return true;
      case "null":
        return null;
      default:
        return this.sampleText(schema, place);
    }
  }

  /** The schema with its references followed, and one of its alternatives chosen. */
  private resolve(given: unknown, place: Place): Schema {
    let schema = asSchema(given);
    for (let steps = 0; steps < maxDepth; steps += 1) {
      const { $ref: reference, ...rest } = schema;
      if (typeof reference !== "string") {
        break;
      }
      schema = { ...asSchema(this.find(reference)), ...rest };
    }
    const { allOf, anyOf, oneOf, ...rest } = schema;
    const parts = [rest];
    if (Array.isArray(allOf)) {
      parts.push(...allOf.map((part) => this.resolve(part, place)));
    }
    for (const choices of [anyOf, oneOf]) {
      if (Array.isArray(choices)) {
        parts.push(this.resolve(chooseOne(choices, place), place));
      }
    }
    return parts.reduce(mergeSchemas);
  }

  private find(reference: string): unknown {
    const keys = decodeURIComponent(reference.replace(/^#\/?/, "")).split("/");
    return keys
      .filter((key) => key !== "")
      .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce<unknown>((value, key) => Reflect.get(Object(value), key), this.root);
  }

  private sampleObject(schema: Schema, { depth, turn }: Place): object {
    const properties = asSchema(schema["properties"]);
    const required = asList(schema["required"]).map(String);
    const optional = depth < fullDepth ? Object.keys(properties) : [];
    const names = new Set([...Object.keys(properties), ...required]);
    const entries = [...names]
      .filter((name) => required.includes(name) || optional.includes(name))
      .map((name) => [
        name,
        this.sample(properties[name] ?? schema["additionalProperties"], {
          name,
          depth: depth + 1,
          turn,
        }),
      ]);
    const fewest = Number(schema["minProperties"] ?? (names.size === 0 ? 1 : 0));
    if (schema["additionalProperties"] !== false) {
      for (let number = 1; entries.length < fewest; number += 1) {
        const name = number === 1 ? onlyName : `${onlyName}_${number}`;
        const place = { name, depth: depth + 1, turn: number - 1 };
        entries.push([name, this.sample(schema["additionalProperties"], place)]);
      }
    }
    return Object.fromEntries(entries);
  }

  private sampleList(schema: Schema, { name, depth }: Place): readonly unknown[] {
    const first = asList(schema["prefixItems"]);
    const fewest = Math.max(Number(schema["minItems"] ?? 0), first.length);
    const usual = depth < fullDepth ? Math.max(2, fewest) : fewest;
    const isClosed = schema["items"] === false;
    const length = isClosed
      ? first.length
      : Math.min(usual, Number(schema["maxItems"] ?? Infinity), 1000);
    return Array.from({ length }, (_, turn) =>
      this.sample(first[turn] ?? schema["items"] ?? schema["contains"], {
        name: name === onlyName ? "item" : name,
        depth: depth + 1,
        turn,
      }),
    );
  }

  private sampleText(schema: Schema, { name, turn }: Place): string {
    const { pattern, format, minLength = 0, maxLength = Infinity } = schema;
    const limits = { minLength: Number(minLength), maxLength: Number(maxLength) };
    if (typeof pattern === "string") {
      return inventText(pattern, limits);
    }
    const known = typeof format === "string" ? formatSamples[format] : undefined;
    if (known !== undefined) {
      return known(turn + 1);
    }
    const text = name === onlyName ? this.plain : `${name.replaceAll(/[_-]+/g, " ")} ${turn + 1}`;
    const characters = Array.from(text.padEnd(limits.minLength, "."));
    return characters.slice(0, limits.maxLength).join("");
  }
}

const formatSamples: Readonly<Record<string, (number: number) => string>> = {
  date: (number) => `2026-01-${String(((number - 1) % 28) + 1).padStart(2, "0")}`,
  time: () => "12:00:00Z",
  "date-time": (number) => `2026-01-${String(((number - 1) % 28) + 1).padStart(2, "0")}T12:00:00Z`,
  duration: (number) => `P${number}D`,
  email: (number) => `sandbox-${number}@example.com`,
  hostname: (number) => `sandbox-${number}.example.com`,
  ipv4: (number) => `192.0.2.${number % 256}`,
  ipv6: (number) => `2001:db8::${number.toString(16)}`,
  uri: (number) => `https://example.com/${number}`,
  uuid: (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
};

function asSchema(value: unknown): Schema {
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

function isNull(choice: unknown): boolean {
  return asSchema(choice)["type"] === "null";
}

/** Prefers a value over null, and where the schema gets deep the other way round. */
function chooseOne(choices: readonly unknown[], { depth, turn }: Place): unknown {
  const wanted = choices.filter((choice) => isNull(choice) === depth >= fullDepth);
  const from = wanted.length > 0 ? wanted : choices;
  return from[turn % from.length];
}

function mergeSchemas(one: Schema, other: Schema): Schema {
  const properties = { ...asSchema(one["properties"]), ...asSchema(other["properties"]) };
  const required = [...asList(one["required"]), ...asList(other["required"])];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function chooseType(schema: Schema, { depth }: Place): string {
  const { type } = schema;
  if (typeof type === "string") {
    return type;
  }
  const types = asList(type).map(String);
  if (depth >= fullDepth && types.includes("null")) {
    return "null";
  }
  const first = types.find((name) => name !== "null");
  if (first !== undefined) {
    return first;
  }
  if ("properties" in schema || "required" in schema) {
    return "object";
  }
  if ("items" in schema || "prefixItems" in schema) {
    return "array";
  }
  if ("minimum" in schema || "maximum" in schema || "multipleOf" in schema) {
    return "number";
  }
  return "string";
}

function sampleNumber(schema: Schema, turn: number): number {
  const isWhole = schema["type"] === "integer";
  const step = Number(schema["multipleOf"] ?? 1);
  const { minimum = -Infinity, exclusiveMinimum = -Infinity } = schema;
  const { maximum = Infinity, exclusiveMaximum = Infinity } = schema;
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
  const found = [wanted, above, above + step, below, below - step].find(isInside);
  if (found !== undefined) {
    return found;
  }
  return isWhole || "multipleOf" in schema ? wanted : (least + most) / 2;
}
