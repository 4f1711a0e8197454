import * as z from "zod";
import { AttemptError } from "../errors.ts";

// Pieces of the replies' schemas. `null` counts as absent: the APIs and their compatible servers
// use both. Only the fields that are used are named; the rest of a reply is not looked at.

/** A text that may be absent; any other type means that it is another API. */
export const optionalText = z.string().nullish();

/** A text that an answer can do without, such as the model's name; ignored unless it is short. */
export const tolerantName = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u)
  .optional()
  .catch(undefined);

/** Whatever says how an answer ended; what is no text counts as one that is not known. */
export const finishReason = z
  .unknown()
  .optional()
  .transform((reason) =>
    reason === null || reason === undefined || typeof reason === "string" ? reason : "an object",
  );

/**
 * Reads a reply by its schema.
 * @throws AttemptError PROVIDER_BAD_RESPONSE that names the field, but not its content
 */
export function readWire<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) {
    return result.data;
  }
  const field = result.error.issues[0]?.path.map(String).join(".") ?? "";
  const where = field === "" ? "" : ` (at ${field})`;
  throw new AttemptError("PROVIDER_BAD_RESPONSE", `the reply lacks what the API promises${where}`, {
    // Complete JSON of another shape comes from another API: asking again would only cost again.
    retryable: false,
    mayBeBilled: true,
    hint: "Check that base_url names an OpenAI-compatible API.",
  });
}
