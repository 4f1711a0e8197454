import { z } from "zod";
import { AttemptError, type ErrorCode } from "../errors.ts";
import type { HttpReply } from "../http/post-json.ts";
import { parseRetryAfter, parseShouldRetry, readHeader } from "../http/retry-after.ts";

const errorBody = z.object({
  error: z.object({
    message: z.string().nullish(),
    type: z.string().nullish(),
    param: z.string().nullish(),
    code: z.union([z.string(), z.number()]).nullish(),
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
  readonly stopsLane?: boolean;
}

export interface FailureContext {
  readonly host: string;
  readonly apiKey: string | undefined;
  readonly keyEnv: string | undefined;
  readonly model: string;
  readonly nowMs: number;
}

/**
 * Turns a reply that is not a 200 into an error that says whether another attempt may help.
 * The server's own words are quoted only where no part of the key can stand in them.
 */
export function toFailure(reply: HttpReply, context: FailureContext): AttemptError {
  const { code: wireCode, type, param, message } = readError(reply.text);
  const words = reply.status === 401 ? undefined : quote(message, context.apiKey);
  const detail = [reply.status, wireCode ?? type, param && `at ${param}`, words]
    .filter(Boolean)
    .join(", ");
  const failure = classify(reply.status, [wireCode, type], context);
  const asked = parseShouldRetry(reply.headers);
  return new AttemptError(failure.code, `${context.host}: ${failure.message} (${detail})`, {
    hint: failure.hint,
    retryable: failure.stopsLane ? false : (asked ?? failure.retryable),
    retryAfterMs: parseRetryAfter(reply.headers, context.nowMs),
    status: reply.status,
    requestId: readHeader(reply.headers, "x-request-id"),
    stopsLane: failure.stopsLane,
    mayBeBilled: reply.status >= 500,
  });
}

function classify(
  status: number,
  names: readonly (string | undefined)[],
  { keyEnv, model }: { keyEnv: string | undefined; model: string },
): Failure {
  const key = keyEnv ?? "the provider's key";
  if (names.some((name) => name !== undefined && spent.has(name))) {
    return {
      code: "PROVIDER_QUOTA",
      message: "the account's quota or credit is used up",
      hint: "Add credit or raise the limit at the provider; what came back is kept.",
      retryable: false,
      stopsLane: true,
    };
  }
  if (status === 401 || status === 403) {
    return {
      code: "PROVIDER_AUTH",
      message: status === 401 ? "the key was refused" : "the key may not do this",
      hint: `Check the value of ${key}.`,
      retryable: false,
      stopsLane: status === 401,
    };
  }
  if (status === 404) {
    return {
      code: "PROVIDER_MODEL",
      message: `no such model or address; asked for "${model}"`,
      hint: "Check the model's name and base_url; GET /v1/models lists what the key may use.",
      retryable: false,
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

const quotedLength = 200;
/** A run of the key's characters this long counts as a part of it. */
const keyPartLength = 6;

function quote(message: string | undefined, apiKey: string | undefined): string | undefined {
  if (message === undefined || holdsPartOf(message, apiKey ?? "")) return undefined;
  const line = message.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  const short = line.length > quotedLength ? `${line.slice(0, quotedLength)}…` : line;
  return short && `the server says: "${short}"`;
}

function holdsPartOf(text: string, secret: string): boolean {
  for (let start = 0; start + keyPartLength <= secret.length; start += 1)
    if (text.includes(secret.slice(start, start + keyPartLength))) return true;
  return false;
}
