import * as z from "zod";
import { isVariableName } from "../../secrets/secret-names.ts";

// A schema's own message is a predicate: it follows the key's name, and a full stop follows it.

/** A text that holds more than blanks. */
export const filledText = z.string().regex(/\S/, "must not be empty");

/** A text that becomes a piece of a name: no line break, no control character. */
export const plainName = z
  .string()
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "must be one line without control characters")
  .regex(/\S/, "must not be empty");

export const positiveInteger = z.int().min(1);
export const positiveNumber = z.number().gt(0);
export const amount = z.number().min(0);

const reservedNames = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

/** True for what can be an id or a slug: a file name that every system takes. */
export function isSafeName(name: string): boolean {
  return idPattern.test(name) && !reservedNames.test(name);
}

export const safeName = z
  .string()
  .regex(
    idPattern,
    "must begin with a letter A–Z or a digit, and go on with at most 79 letters, digits, `-` and `_`",
  )
  .refine((name) => !reservedNames.test(name), "is a name that Windows reserves");

/** An absolute URL with one of the given protocols, without a password in it. */
export function urlOf(protocols: readonly string[], message: string) {
  return z
    .string()
    .regex(new RegExp(`^(?:${protocols.join("|")})://\\S+$`, "i"), message)
    .refine((value) => URL.canParse(value), message)
    .refine((value) => {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      return url === undefined || (url.username === "" && url.password === "");
    }, "must not hold a user name or a password");
}

/** YYYY-MM-DD, and a day that exists. */
export const realDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a date written as YYYY-MM-DD")
  .refine((value) => {
    const date = new Date(`${value}T00:00:00Z`);
    return Number.isNaN(date.getTime()) ? false : date.toISOString().startsWith(value);
  }, "must be a day that exists");

export const variableName = z.string().superRefine((name, context) => {
  if (isVariableName(name)) {
    return;
  }
  const [, bare] = /^\$\{?(\w+)\}?$/.exec(name) ?? [];
  context.addIssue({
    code: "custom",
    message:
      "must be the name of an environment variable, such as OPENAI_API_KEY, and never the key itself",
    ...(bare !== undefined && { params: { hint: `Write the name alone: \`${bare}\`.` } }),
  });
});

/** `max_usd` of a block. */
export const maxUsdKey = amount
  .meta({
    description:
      "What one attempt, or all pictures of the block, costs at the most, in US dollars, where nothing else bounds it: tools that search, pictures that are billed by the token.",
    examples: [0.05],
  })
  .optional();
