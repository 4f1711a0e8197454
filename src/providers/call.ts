import type { JsonObject } from "../job/types.ts";
import { AttemptError } from "../errors.ts";
import type { HttpClient } from "../http/client.ts";
import { type Endpoint, toEndpoint } from "../http/endpoint.ts";
import { postJson } from "../http/post-json.ts";
import { parseRateHeaders } from "../http/rate-headers.ts";
import type { SecretFinder, Sighting } from "../secrets/find.ts";
import { readRequestId, toFailure } from "./failure.ts";
import { assertNoEcho, assertNotSent } from "./secrets.ts";

/** Where a provider's requests go, and with what; resolved from the job and the environment. */
export interface Connection {
  readonly provider: string;
  readonly baseUrl: string;
  /** Absent for a server that wants none. */
  readonly apiKey?: string | undefined;
  readonly apiKeyEnv?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Finds what may neither be sent nor recorded. */
  readonly secrets: SecretFinder;
  /** Whether the job says of a sighting that it is no secret. */
  readonly isAllowed: (sighting: Sighting) => boolean;
}

export interface ApiCall {
  readonly path: string;
  readonly body: JsonObject;
  readonly model: string;
  readonly maxBytes: number;
  /** What is left of the request's deadline, in milliseconds. */
  readonly leftMs: number;
}

export interface ApiReply {
  readonly body: unknown;
  readonly requestId: string | undefined;
  readonly rate: ReturnType<typeof parseRateHeaders>;
}

/**
 * One attempt at one API call: sends it, and gives the parsed body of a success.
 * @throws AttemptError PROVIDER_…, with the decision whether to retry
 */
export async function callApi(
  client: HttpClient,
  connection: Connection,
  call: ApiCall,
  context: { signal: AbortSignal; now: () => number },
): Promise<ApiReply> {
  const { headers, endpoints } = prepare(connection);
  const to = endpoints(call.path);
  assertNotSent(call.body, connection.secrets, connection.isAllowed);
  const reply = await postJson(client, {
    to,
    headers,
    body: JSON.stringify(call.body),
    timeoutMs: Math.max(1, Math.min(connection.timeoutMs, call.leftMs)),
    maxBytes: call.maxBytes,
    signal: context.signal,
  });
  if (reply.status < 200 || reply.status > 299) {
    throw toFailure(reply, {
      host: to.host,
      apiKey: connection.apiKey,
      keyEnv: connection.apiKeyEnv,
      secrets: connection.secrets,
      model: call.model,
      nowMs: context.now(),
    });
  }
  const requestId = readRequestId(reply.headers);
  const body = parseJson(reply.text, to.host);
  assertNoEcho([body, requestId], connection.secrets, to.host);
  return {
    body,
    requestId,
    rate: parseRateHeaders(reply.headers),
  };
}

/** What is the same for all requests of a connection. */
interface Prepared {
  readonly headers: Readonly<Record<string, string>>;
  readonly endpoints: (path: string) => Endpoint;
}

const prepared = new WeakMap<Connection, Prepared>();

function prepare(connection: Connection): Prepared {
  const known = prepared.get(connection);
  if (known !== undefined) return known;
  const { apiKey, baseUrl, headers } = connection;
  const byPath = new Map<string, Endpoint>();
  const fresh: Prepared = {
    headers: {
      ...headers,
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    endpoints: (path) => {
      const endpoint = byPath.get(path) ?? toEndpoint(joinUrl(baseUrl, path));
      byPath.set(path, endpoint);
      return endpoint;
    },
  };
  prepared.set(connection, fresh);
  return fresh;
}

/** The address of an endpoint: a base URL may or may not end in a slash. */
export function joinUrl(baseUrl: string, path: string): URL {
  return new URL(baseUrl.replace(/\/+$/, "") + path);
}

function parseJson(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's error quotes the text, which may hold anything: it is not passed on.
    throw new AttemptError("PROVIDER_BAD_RESPONSE", `${host}: the reply is not JSON`, {
      retryable: true,
      mayBeBilled: true,
      hint: "Check that base_url names an OpenAI-compatible API (it often ends in /v1).",
    });
  }
}
