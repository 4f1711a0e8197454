import { z } from "zod";
import { AttemptError, type ErrorCode, type Stops } from "../errors.ts";
import type { HttpReply } from "../http/exchange.ts";
import {
  type Headers,
  parseRetryAfter,
  parseShouldRetry,
  readHeader,
} from "../http/retry-after.ts";
import type { SecretFinder } from "../secrets/find.ts";

const errorBody = z.object({
  error: z.object({
    // Tolerant one by one: an odd `param` must not hide the `code` that says the quota is spent.
    message: z.string().nullish().catch(undefined),
    type: z.string().nullish().catch(undefined),
    param: z.string().nullish().catch(undefined),
    code: z.union([z.string(), z.number()]).nullish().catch(undefined),
  }),
});

/** Types and codes of a 429 that no waiting will change. */
const spent = new Set([
  "insufficient_quota",
  "credit_balance_exhausted",
  "organization_spend_limit_exceeded",
  "project_spend_limit_exceeded",
  "organization_usage_limit_exceeded",
  "billing_hard_limit_reached",
]);

interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly retryable: boolean;
  readonly stops?: Stops;
}

/** The same request would fail again, whatever `x-should-retry` says. */
const neverRetried = new Set([400, 401, 403, 404, 422]);

export interface FailureContext {
  readonly host: string;
  readonly apiKey: string | undefined;
  readonly keyEnv: string | undefined;
  /** Finds the keys in every other spelling. */
  readonly secrets: SecretFinder;
  readonly model: string;
  readonly nowMs: number;
}

/**
 * Turns a reply that is not a 200 into an error that says whether another attempt may help.
 * The server's own words are quoted only where no part of the key can stand in them.
 */
export function toFailure(reply: HttpReply, context: FailureContext): AttemptError {
  const { code: wireCode, type, param, message } = readError(reply.text);
  const forms = formsOf(context.apiKey);
  const clean = (text: string | undefined): string | undefined =>
    text === undefined || holdsPartOf(text, forms) || context.secrets.find(text).length > 0
      ? undefined
      : text;
  const words = reply.status === 401 ? undefined : quote(clean(message?.slice(0, readLength)));
  const place = clean(param);
  const detail = [reply.status, clean(wireCode) ?? clean(type), place && `at ${place}`, words]
    .filter(Boolean)
    .join(", ");
  const failure = classify(reply.status, [wireCode, type], context);
  const asked = parseShouldRetry(reply.headers);
  const isFinal = failure.stops !== undefined || neverRetried.has(reply.status);
  return new AttemptError(failure.code, `${context.host}: ${failure.message} (${detail})`, {
    hint: failure.hint,
    retryable: isFinal ? false : (asked ?? failure.retryable),
    retryAfterMs: parseRetryAfter(reply.headers, context.nowMs),
    status: reply.status,
    requestId: clean(readRequestId(reply.headers)),
    stops: failure.stops,
    mayBeBilled: reply.status >= 500,
  });
}

function classify(
  status: number,
  names: readonly (string | undefined)[],
  { keyEnv, model }: { keyEnv: string | undefined; model: string },
): Failure {
  const key = keyEnv ?? "the provider's key";
  if (status === 402 || names.some((name) => name !== undefined && spent.has(name))) {
    return {
      code: "PROVIDER_QUOTA",
      message: "the account's quota or credit is used up",
      hint: "Add credit or raise the limit at the provider; what came back is kept.",
      retryable: false,
      stops: "provider",
    };
  }
  if (status === 401 || status === 403) {
    return {
      code: "PROVIDER_AUTH",
      message: status === 401 ? "the key was refused" : "the key may not do this",
      hint: `Check the value of ${key}.`,
      retryable: false,
      ...(status === 401 && { stops: "provider" as const }),
    };
  }
  if (status === 404) {
    return {
      code: "PROVIDER_MODEL",
      message: `no such model or address; asked for "${model}"`,
      hint: "Check the model's name and base_url; GET /v1/models lists what the key may use.",
      retryable: false,
      stops: "model",
    };
  }
  if (status === 429) {
    return {
      code: "PROVIDER_RATE_LIMIT",
      message: "too many requests",
      hint: "Lower the provider's limits in the job file.",
      retryable: true,
    };
  }
  if (status >= 500 || status === 408 || status === 409) {
    return {
      code: "PROVIDER_UNAVAILABLE",
      message: "the server could not do it now",
      hint: "Run the same command again later; what came back is kept.",
      retryable: true,
    };
  }
  return {
    code: "PROVIDER_REJECTED",
    message: "the request was rejected",
    hint: "Check the block's settings, `extra` above all, against the API's reference.",
    retryable: false,
  };
}

interface WireError {
  readonly code?: string | undefined;
  readonly type?: string | undefined;
  readonly param?: string | undefined;
  readonly message?: string | undefined;
}

function readError(text: string): WireError {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return {}; // A proxy may answer HTML: the status says enough.
  }
  const result = errorBody.safeParse(body);
  if (!result.success) return {};
  const { code, type, param, message } = result.data.error;
  return {
    code: toName(code),
    type: toName(type),
    param: toName(param),
    message: message ?? undefined,
  };
}

/** Only what looks like a name of the API's, never free text. */
function toName(value: string | number | null | undefined): string | undefined {
  const name = String(value ?? "");
  return /^[a-z][a-z0-9_.[\]]{0,60}$/.test(name) ? name : undefined;
}

/** The id that the provider gave the request; undefined for what is no id. */
export function readRequestId(headers: Headers): string | undefined {
  const id = readHeader(headers, "x-request-id");
  return id !== undefined && /^[\w.:-]{1,100}$/.test(id) ? id : undefined;
}

const quotedLength = 200;
/** No more of a message is looked at, in characters. */
const readLength = 4000;
/** A run of the key's characters this long counts as a part of it. */
const keyPartLength = 6;

function quote(message: string | undefined): string | undefined {
  if (message === undefined) return undefined;
  const line = message
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    // A key that is shown in part: sk-a***z9, sk-a...z9.
    .replace(/\S*(?:\*{2,}|\.{3}|…)\S+|\S+(?:\*{2,}|\.{3}|…)/g, "[…]")
    .trim();
  const short = line.length > quotedLength ? `${line.slice(0, quotedLength)}…` : line;
  return short && `the server says: "${short}"`;
}

/** Spellings of which even a few characters are too many. */
function formsOf(apiKey: string | undefined): readonly string[] {
  if (apiKey === undefined) return [];
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.from(" ".repeat(offset) + apiKey)
      .toString("base64")
      .slice(offset === 0 ? 0 : 4),
  );
  return [apiKey, encodeURIComponent(apiKey), ...base64];
}

function holdsPartOf(text: string, forms: readonly string[]): boolean {
  const lowerCase = text.toLowerCase();
  return forms.some((form) => {
    const secret = form.toLowerCase();
    for (let start = 0; start + keyPartLength <= secret.length; start += 1)
      if (lowerCase.includes(secret.slice(start, start + keyPartLength))) return true;
    // A key shorter than a part is looked for as a whole.
    return secret !== "" && secret.length < keyPartLength && lowerCase.includes(secret);
  });
}
