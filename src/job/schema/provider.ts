import * as z from "zod";
import { camelKeys } from "../../blocks/settings/camel-keys.ts";
import { defaults } from "../../blocks/settings/defaults.ts";
import {
  filledText,
  plainName,
  positiveInteger,
  positiveNumber,
  urlOf,
  variableName,
} from "../../blocks/settings/values.ts";
import { isSecretName, isSecretParameter } from "../../secrets/secret-names.ts";

const httpMessage = "must be a URL that begins with https:// or http://";

/** An address that paths are added to. */
export const baseUrl = urlOf(["https?"], httpMessage).refine(
  (value) => !/[?#]/.test(value),
  "must not hold a `?` or a `#`; parameters of each address go under `query`",
);

const headersOfPrelo = new Set(
  "accept-encoding connection content-length content-type expect host keep-alive te trailer transfer-encoding upgrade".split(
    " ",
  ),
);

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "is not the name of a header")
  .refine((name) => !headersOfPrelo.has(name.toLowerCase()), "is a header that Prelo sets itself");
const openHeaderName = headerName.refine(
  (name) => !isSecretName(name),
  "may not stand in a file, for it holds a secret; name its variable in `secret_headers`, or the key's in `api_key_env`",
);
const headerValue = z
  .string()
  .regex(/^[\t\u0020-\u007e\u00a0-\u00ff]*$/, "must be one line of Latin letters and signs");

const longestSeconds = 86_400;
const seconds = positiveNumber.max(longestSeconds);

const parameterName = z
  .string()
  .regex(/^[\w.~[\]-]+$/, "is not the name of a parameter")
  .refine(
    (name) => !isSecretParameter(name),
    "may not stand in a file, for it holds a secret; a key goes into a header: see `auth` and `secret_headers`",
  );

/** One entry of `providers:`. */
export const providerSchema = z
  .strictObject({
    base_url: baseUrl.describe("Such as https://api.example.com/v1.").optional(),
    query: z
      .record(parameterName, plainName)
      .describe("Parameters of each request's address, such as api-version; never a key.")
      .optional(),
    api_key_env: variableName
      .describe("The NAME of the environment variable that holds the key.")
      .optional(),
    auth: z
      .strictObject({ header: headerName.describe("Such as api-key; the key is its whole value.") })
      .describe("How the key is sent; default `Authorization: Bearer KEY`.")
      .optional(),
    limits: z
      .strictObject({
        concurrency: positiveInteger
          .max(1000)
          .default(defaults.provider.concurrency)
          .describe(`Requests at the same time; default ${defaults.provider.concurrency}.`),
        requests_per_minute: positiveNumber.describe("Unset: no limit.").optional(),
        tokens_per_minute: positiveInteger.describe("Unset: no limit.").optional(),
        shared: z
          .boolean()
          .describe(
            "true: the limits a minute hold for all machines that name the same `queue` together; default false.",
          )
          .optional(),
        images_per_request: positiveInteger
          .max(100)
          .describe("The largest n of one image request.")
          .optional(),
      })
      .prefault({})
      .transform(camelKeys)
      .describe("How fast requests may be sent."),
    timeout_seconds: seconds
      .default(defaults.provider.timeout_seconds)
      .describe(`For one attempt; default ${defaults.provider.timeout_seconds}.`),
    deadline_seconds: seconds
      .default(defaults.provider.deadline_seconds)
      .describe(
        `For one request with all its attempts, and for an outage of the server; default ${defaults.provider.deadline_seconds}.`,
      ),
    max_attempts: positiveInteger
      .max(100)
      .default(defaults.provider.max_attempts)
      .describe(
        `For one request, those during an outage of the server apart; default ${defaults.provider.max_attempts}.`,
      ),
    longest_wait_seconds: seconds
      .default(defaults.provider.longest_wait_seconds)
      .describe(
        `The longest wait that a server may ask for: beyond it, what is left is for a later run; default ${defaults.provider.longest_wait_seconds}.`,
      ),
    headers: z
      .record(openHeaderName, headerValue)
      .default({})
      .describe("Further headers of each request; never a key."),
    secret_headers: z
      .record(headerName, variableName)
      .describe(
        "Further headers that hold a secret: for each, the NAME of its environment variable.",
      )
      .optional(),
    tls: z
      .strictObject({
        ca: filledText
          .describe("Whom to trust, instead of the authorities that Node.js knows.")
          .optional(),
        cert: filledText.describe("The certificate that the server asks for.").optional(),
        key: filledText.describe("The certificate's private key, without a passphrase.").optional(),
      })
      .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
        error: "needs `cert` and `key` together",
      })
      .describe("PEM files for the connection, relative to the job file.")
      .optional(),
    max_tokens_field: z
      .enum(["max_completion_tokens", "max_tokens"])
      .default(defaults.provider.max_tokens_field)
      .describe("What /chat/completions calls its output limit; older servers know max_tokens."),
    prompt_cache_key: z
      .boolean()
      .describe(
        "Whether it knows `prompt_cache_key`, which keeps the requests of an article together; default: OpenAI itself does, others do not.",
      )
      .optional(),
  })
  .transform(
    ({ auth, base_url, timeout_seconds, deadline_seconds, longest_wait_seconds, ...rest }) => ({
      ...camelKeys(rest),
      ...(base_url !== undefined && { baseUrl: base_url.replace(/\/+$/, "") }),
      /** The header that the key goes into as it is; unset: `Authorization: Bearer`. */
      ...(auth !== undefined && { authHeader: auth.header }),
      timeoutMs: Math.ceil(timeout_seconds * 1000),
      deadlineMs: Math.ceil(deadline_seconds * 1000),
      /** A longer wait that the server asks for is not slept through: the request is parked. */
      longestWaitMs: Math.ceil(longest_wait_seconds * 1000),
    }),
  )
  .describe("An API that is compatible with OpenAI's.");

/** What the file says of a provider, with the defaults; its PEM files as they are named there. */
export type ProviderEntry = z.output<typeof providerSchema>;
