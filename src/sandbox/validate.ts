import type { z } from "zod";
import { type ApiError, type Body, refuse } from "./wire.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * Checks a request's body against a schema, and reports the first fault as the API would.
 * @throws ApiError 400 that names the parameter
 */
export function validateBody<Schema extends z.ZodType>(
  schema: Schema,
  body: Body,
): z.output<Schema> {
  if (body["stream"] === true) {
    throw refuse(
      "stream",
      "unsupported_value",
      "The sandbox does not stream: leave 'stream' out, or send false.",
    );
  }
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  throw issue === undefined
    ? refuse("", "invalid_value", "The request is not understood.")
    : explainIssue(issue, []);
}

/**
 * Refuses parameters that the API does not have.
 * @throws ApiError 400 that names the first of them
 */
export function refuseUnknown(body: Body, known: readonly string[]): void {
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw refuse(unknown, "unknown_parameter", `Unknown parameter: '${unknown}'.`);
  }
}

/** The error about a parameter that a request must have. */
export function refuseMissing(param: string): ApiError {
  return refuse(param, "missing_required_parameter", `Missing required parameter: '${param}'.`);
}

/** The error about a value that is not one of a list. */
export function refuseValue(param: string, value: string, supported: readonly string[]): ApiError {
  const list = supported.map((name) => `'${name}'`).join(", ");
  const message = `Invalid value: ${value}. Supported values are: ${list}.`;
  return refuse(param, "invalid_value", message);
}

function explainIssue(issue: Issue, above: Path): ApiError {
  const path = [...above, ...issue.path];
  const param = writePath(path);
  const { input } = issue;
  if (issue.code === "invalid_union") {
    return explainUnion(issue, path);
  }
  if (input === undefined) {
    return refuseMissing(param);
  }
  switch (issue.code) {
    case "invalid_type":
      return refuseType(param, [issue.expected], input);
    case "invalid_value":
      return refuseValue(param, quote(input), issue.values.map(String));
    case "too_small":
      return refuseSize(param, issue.origin, "below_min", issue.minimum, input);
    case "too_big":
      return refuseSize(param, issue.origin, "above_max", issue.maximum, input);
    case "invalid_format":
    case "not_multiple_of":
    case "unrecognized_keys":
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return refuse(param, "invalid_value", `Invalid value for '${param}': ${issue.message}.`);
  }
}

/** Explains the alternative that was most likely meant. */
function explainUnion(
  { input, errors }: Extract<Issue, { code: "invalid_union" }>,
  path: Path,
): ApiError {
  const param = writePath(path);
  const inner = errors.flat();
  // With no errors, a key tells the alternatives apart, and none has this value.
  const value: unknown = inner.length === 0 ? Reflect.get(Object(input), path.at(-1) ?? "") : input;
  if (value === undefined) {
    return refuseMissing(param);
  }
  if (inner.length === 0) {
    return refuse(param, "invalid_value", `Invalid value for '${param}': ${quote(value)}.`);
  }
  const meant =
    inner.find((one) => one.path.length > 0) ?? inner.find((one) => one.code !== "invalid_type");
  return meant === undefined
    ? refuseType(
        param,
        inner.flatMap((one) => (one.code === "invalid_type" ? one.expected : [])),
        input,
      )
    : explainIssue(meant, path);
}

function writePath(path: Path): string {
  return path
    .map((key, at) => (typeof key === "number" ? `[${key}]` : (at === 0 ? "" : ".") + String(key)))
    .join("");
}

function quote(value: unknown): string {
  return `'${typeof value === "string" ? value : JSON.stringify(value)}'`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "an integer",
  boolean: "a boolean",
  object: "an object",
  record: "an object",
  array: "an array",
};

function nameType(value: unknown): string {
  if (value === null) {
    return "null";
  }
  const type = Array.isArray(value) ? "array" : Number.isInteger(value) ? "int" : typeof value;
  return typeNames[type] ?? type;
}

function refuseType(param: string, expected: readonly string[], input: unknown): ApiError {
  const names = [...new Set(expected)].map((name) => typeNames[name] ?? name);
  const wanted = names.length === 1 ? names.join("") : `one of ${names.join(" or ")}`;
  return refuse(
    param,
    "invalid_type",
    `Invalid type for '${param}': expected ${wanted}, but got ${nameType(input)} instead.`,
  );
}

function refuseSize(
  param: string,
  origin: string,
  side: "below_min" | "above_max",
  limit: number | bigint,
  input: unknown,
): ApiError {
  const isBelow = side === "below_min";
  if (typeof input === "number") {
    const kind = Number.isInteger(input) ? "integer" : "decimal";
    const [where, sign] = isBelow ? ["below minimum", ">="] : ["above maximum", "<="];
    return refuse(
      param,
      `${kind}_${side}_value`,
      `Invalid '${param}': ${kind} ${where} value. Expected a value ${sign} ${limit}, but got ${input} instead.`,
    );
  }
  const length = typeof input === "string" || Array.isArray(input) ? input.length : 0;
  return refuse(
    param,
    length === 0 ? `empty_${origin}` : `${origin}_${side}_length`,
    `Invalid '${param}': expected ${nameType(input)} with ${isBelow ? "minimum" : "maximum"} length ${limit}, but its length is ${length}.`,
  );
}
