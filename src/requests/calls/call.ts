import type { JsonObject } from "../../job/types.ts";
import { AttemptError, PreloError, toError } from "../../errors.ts";
import type { HttpClient } from "../http/client.ts";
import type { EncodedBody } from "../http/form.ts";
import { type Endpoint, type TlsFiles, toEndpoint } from "../http/endpoint.ts";
import { postJson } from "../http/post-json.ts";
import { parseRateHeaders } from "../http/rate-headers.ts";
import { readHeader } from "../http/retry-after.ts";
import type { SecretFinder, SecretMatch } from "../../secrets/find.ts";
import { readRequestId, toFailure } from "./failure.ts";
import type { Excerpt } from "../../endpoints/types.ts";
import { createExcerpt } from "./excerpt.ts";
import { parseJson, toUnreadable } from "./read-json.ts";
import { assertNoEcho, assertNotSent } from "./secrets.ts";
import { flexTimeoutMs, isFlex } from "../../endpoints/tier.ts";
import { failures } from "../../endpoints/failures.ts";
import { tellsOfError } from "../../endpoints/wire-error.ts";

/** Where a provider's requests go, and with what; resolved from the job and the environment. */
export interface Connection {
  readonly provider: string;
  readonly baseUrl: string;
  /** Absent for a server that wants none. */
  readonly apiKey?: string | undefined;
  readonly apiKeyEnv?: string | undefined;
  /** The header that the key goes into as it is; unset: `Authorization: Bearer`. */
  readonly authHeader?: string | undefined;
  /** Parameters of each address. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly tls?: TlsFiles | undefined;
  /** Those that hold a secret included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Finds what may neither be sent nor recorded. */
  readonly secrets: SecretFinder;
  /** Whether the job says of a match that it is no secret. */
  readonly isAllowed: (match: SecretMatch) => boolean;
}

export interface ApiCall<Reply> {
  readonly path: string;
  readonly body: JsonObject;
  /** How it is sent, where that is not as JSON. */
  readonly encode?: ((body: JsonObject) => Promise<EncodedBody>) | undefined;
  readonly model: string;
  /** What the body calls its output limit, where the job can choose that. */
  readonly tokensField?: string | undefined;
  readonly maxBytes: number;
  /** What is left of the request's deadline, in milliseconds. */
  readonly leftMs: number;
  /** Reads a success. @throws AttemptError when it is not an answer */
  readonly read: (body: unknown, excerpt: Excerpt) => Reply;
}

export interface ApiReply<Reply> {
  readonly reply: Reply;
  readonly requestId: string | undefined;
  readonly rate: ReturnType<typeof parseRateHeaders>;
}

/**
 * One attempt at one API call: sends it, and reads a success.
 * @throws AttemptError PROVIDER_… or ANSWER_…, with the decision whether to retry
 */
export async function callApi<Reply>(
  client: HttpClient,
  connection: Connection,
  call: ApiCall<Reply>,
  context: { signal: AbortSignal; now: () => number },
): Promise<ApiReply<Reply>> {
  const { headers, endpoints, excerpt } = prepare(connection);
  const to = endpoints(call.path);
  assertNotSent(call.body, connection.secrets, connection.isAllowed);
  const inFlex = isFlex(call.body);
  const timeoutMs = inFlex ? Math.max(connection.timeoutMs, flexTimeoutMs) : connection.timeoutMs;
  const encoded = await call.encode?.(call.body);
  const reply = await postJson(client, {
    to,
    headers,
    body: encoded?.bytes ?? JSON.stringify(call.body),
    contentType: encoded?.contentType,
    timeoutMs: Math.max(1, Math.min(timeoutMs, call.leftMs)),
    maxBytes: call.maxBytes,
    signal: context.signal,
  }).catch((error: unknown) => {
    throw inFlex ? toLateInFlex(error) : error;
  });
  try {
    const body = parseJson(reply.text);
    const isSuccess = reply.status >= 200 && reply.status <= 299;
    if (!isSuccess || tellsOfError(body)) {
      throw toFailure(reply, body, {
        host: to.host,
        url: joinUrl(connection.baseUrl, call.path),
        keyEnv: connection.apiKeyEnv,
        excerpt,
        model: call.model,
        tokensField: call.tokensField,
        inFlex,
        nowMs: context.now(),
      });
    }
    if (body === undefined) {
      throw toUnreadable(reply, to.host, excerpt);
    }
    assertNoEcho([body, readHeader(reply.headers, "x-request-id")], connection.secrets, to.host);
    return {
      reply: call.read(body, excerpt),
      requestId: readRequestId(reply.headers, excerpt),
      rate: parseRateHeaders(reply.headers),
    };
  } catch (error) {
    throw error instanceof PreloError ? error : toUnreadableFault(error, to.host);
  }
}

/** A tier that is slow by design has failed nobody else: its own timeout says nothing about the server. */
function toLateInFlex(error: unknown): unknown {
  return error instanceof AttemptError && error.code === "PROVIDER_TIMEOUT"
    ? new AttemptError(failures["no-time"].code, error.message, {
        hint: failures["no-time"].hint,
        retryable: true,
        mayBeBilled: true,
        cause: error,
      })
    : error;
}

/** Whatever a server sends, the fault is this reply's, not the run's. */
function toUnreadableFault(cause: unknown, host: string): AttemptError {
  const kind = toError(cause).name;
  return new AttemptError("PROVIDER_BAD_RESPONSE", `${host}: the reply cannot be read (${kind})`, {
    retryable: false,
    mayBeBilled: true,
    hint: "Check that base_url names an OpenAI-compatible API.",
    cause,
  });
}

/** What is the same for all requests of a connection. */
interface Prepared {
  readonly headers: Readonly<Record<string, string>>;
  readonly endpoints: (path: string) => Endpoint;
  readonly excerpt: Excerpt;
}

const prepared = new WeakMap<Connection, Prepared>();

/** The headers, addresses and reading of a connection, made once. */
export function prepare(connection: Connection): Prepared {
  const known = prepared.get(connection);
  if (known !== undefined) {
    return known;
  }
  const { apiKey, authHeader, baseUrl, headers, query, tls, secrets } = connection;
  const byPath = new Map<string, Endpoint>();
  const fresh: Prepared = {
    headers: {
      // In lower case, so that a header of the job replaces Prelo's.
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      ...(apiKey !== undefined && toKeyHeader(apiKey, authHeader)),
    },
    excerpt: createExcerpt(apiKey, secrets),
    endpoints: (path) => {
      const endpoint = byPath.get(path) ?? toEndpoint(joinUrl(baseUrl, path, query), tls);
      byPath.set(path, endpoint);
      return endpoint;
    },
  };
  prepared.set(connection, fresh);
  return fresh;
}

/** The headers of the provider's own, the key's included: for its origin only. */
export function headersOf(connection: Connection): Readonly<Record<string, string>> {
  return prepare(connection).headers;
}

function toKeyHeader(apiKey: string, name: string | undefined): Readonly<Record<string, string>> {
  return name === undefined
    ? { authorization: `Bearer ${apiKey}` }
    : { [name.toLowerCase()]: apiKey };
}

/**
 * The address of an endpoint: a base URL may or may not end in a slash.
 * @param query its parameters
 */
export function joinUrl(baseUrl: string, path: string, query: Connection["query"] = {}): URL {
  const url = new URL(baseUrl.replace(/\/+$/, "") + path);
  for (const [name, value] of Object.entries(query)) {
    url.searchParams.set(name, value);
  }
  return url;
}
