import type { z } from "zod";
import { ApiError } from "./reply.ts";

/**
 * Checks a request's body against a schema and speaks of the first fault as the API would.
 *
 * @throws {ApiError} 400 that names the parameter
 */
export function validateBody<Schema extends z.ZodType>(
  schema: Schema,
  body: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) {
    return result.data;
  }
  const issue = result.error.issues[0];
  const param = issue?.path.join(".") ?? "";
  const missing = issue?.path.length === 1 && body[param] === undefined;
  throw missing
    ? new ApiError(`Missing required parameter: '${param}'.`, {
        status: 400,
        param,
        code: "missing_required_parameter",
      })
    : new ApiError(`Invalid value for '${param}': ${issue?.message ?? "not understood"}.`, {
        status: 400,
        param,
        code: "invalid_value",
      });
}
