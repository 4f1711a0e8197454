import { z } from "zod";
import { ApiError } from "./reply.ts";

type Body = Readonly<Record<string, unknown>>;

/** A limit of output tokens, by whichever name. */
export const tokenLimit = z.int().min(1).nullish();

/** What all text endpoints take. */
export const commonParameters = {
  model: z.string().min(1),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  stream: z.boolean().nullish(),
};

/** How many choices a reply of `/chat/completions` or `/completions` is to have. */
export const choices = z.int().min(1).max(128).nullish();

/** Texts that end an answer. */
export const stopWords = z
  .union([z.string().min(1), z.array(z.string().min(1)).max(4)])
  .transform((words) => [words].flat())
  .nullish();

/**
 * An error about one parameter, as the API words it.
 *
 * @param param where it stands, such as `messages[0].role`
 */
export function refuse(param: string, code: string, message: string): ApiError {
  return new ApiError(message, { status: 400, param, code });
}

/**
 * Checks a request's body against a schema and speaks of the first fault as the API would.
 *
 * @throws {ApiError} 400 that names the parameter
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
 *
 * @throws {ApiError} 400 that names the first of them
 */
export function refuseUnknown(body: Body, known: readonly string[]): void {
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw refuse(unknown, "unknown_parameter", `Unknown parameter: '${unknown}'.`);
  }
}

type Issue = z.core.$ZodIssue;

function explainIssue(issue: Issue, above: readonly PropertyKey[]): ApiError {
  const path = [...above, ...issue.path];
  const param = writePath(path);
  const { code, input } = issue;
  if (input === undefined && code !== "invalid_union") {
    return refuseMissing(param);
  }
  if (code === "invalid_union") {
    return explainUnion(issue, path);
  }
  if (code === "invalid_type") {
    return refuseType(param, [issue.expected], input);
  }
  if (code === "invalid_value") {
    const values = issue.values.map((value) => `'${String(value)}'`).join(", ");
    return refuse(
      param,
      "invalid_value",
      `Invalid value: ${quote(input)}. Supported values are: ${values}.`,
    );
  }
  if (code === "too_small") {
    return refuseSize(param, issue.origin, "min", issue.minimum, input);
  }
  if (code === "too_big") {
    return refuseSize(param, issue.origin, "max", issue.maximum, input);
  }
  return refuse(param, "invalid_value", `Invalid value for '${param}': ${issue.message}.`);
}

/** Speaks of the alternative that was meant: the one that comes furthest. */
function explainUnion(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: readonly PropertyKey[],
): ApiError {
  const { input } = issue;
  const param = writePath(path);
  const inner = issue.errors.flat();
  if (inner.length === 0) {
    // None of the alternatives is named so.
    const value: unknown = Reflect.get(Object(input), path.at(-1) ?? "");
    return value === undefined
      ? refuseMissing(param)
      : refuse(param, "invalid_value", `Invalid value for '${param}': ${quote(value)}.`);
  }
  if (input === undefined) {
    return refuseMissing(param);
  }
  const meant =
    inner.find((one) => one.path.length > 0) ?? inner.find((one) => one.code !== "invalid_type");
  if (meant !== undefined) {
    return explainIssue(meant, path);
  }
  const expected = inner.flatMap((one) => (one.code === "invalid_type" ? one.expected : []));
  return refuseType(param, expected, input);
}

function writePath(path: readonly PropertyKey[]): string {
  return path
    .map((key, at) => (typeof key === "number" ? `[${key}]` : (at === 0 ? "" : ".") + String(key)))
    .join("");
}

function quote(value: unknown): string {
  return `'${typeof value === "string" ? value : JSON.stringify(value)}'`;
}

function refuseMissing(param: string): ApiError {
  return refuse(param, "missing_required_parameter", `Missing required parameter: '${param}'.`);
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
  if (Array.isArray(value)) {
    return "an array";
  }
  const name = Number.isInteger(value) ? "int" : typeof value;
  return typeNames[name] ?? name;
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
  side: "min" | "max",
  limit: number | bigint,
  input: unknown,
): ApiError {
  const isMin = side === "min";
  if (typeof input !== "number") {
    const length = typeof input === "string" || Array.isArray(input) ? input.length : 0;
    const code =
      length === 0 ? `empty_${origin}` : `${origin}_${isMin ? "below_min" : "above_max"}_length`;
    return refuse(
      param,
      code,
      `Invalid '${param}': expected ${nameType(input)} with ${side}imum length ${limit}, but its length is ${length}.`,
    );
  }
  const kind = Number.isInteger(input) ? "integer" : "decimal";
  return refuse(
    param,
    `${kind}_${isMin ? "below_min" : "above_max"}_value`,
    `Invalid '${param}': ${kind} ${isMin ? "below minimum" : "above maximum"} value. Expected a value ${isMin ? ">=" : "<="} ${limit}, but got ${input} instead.`,
  );
}
