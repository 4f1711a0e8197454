import { z } from "zod";
import { type Connection, joinUrl, prepare } from "./call.ts";
import { toFailure } from "./failure.ts";
import type { HttpClient } from "../http/client.ts";
import { getJson } from "../http/post-json.ts";
import { parseRateHeaders } from "../http/rate-headers.ts";
import { readHeader } from "../http/retry-after.ts";
import { parseJson } from "./read-json.ts";

const path = "/models";
const maxBytes = 16 * 1024 * 1024;
/** A list is not worth a longer wait, in milliseconds. */
const longestMs = 15_000;

const list = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      /** The day on which it ends, as OpenAI says it. */
      shutdown_date: z.string().nullish().catch(undefined),
    }),
  ),
});

/** What a provider says of itself, at no cost. */
export interface ModelList {
  /** The day on which each model ends, by its name; null while none is known. */
  readonly models: ReadonlyMap<string, string | null>;
  readonly rate: ReturnType<typeof parseRateHeaders>;
  /** The server's clock, in milliseconds since the epoch. */
  readonly serverMs: number | undefined;
}

/**
 * Asks a provider for its models: `GET /models`.
 * @throws AttemptError PROVIDER_…
 */
export async function listModels(
  client: HttpClient,
  connection: Connection,
  { signal, now }: { signal: AbortSignal; now: () => number },
): Promise<ModelList> {
  const { headers, endpoints, excerpt } = prepare(connection);
  const to = endpoints(path);
  const timeoutMs = Math.min(connection.timeoutMs, longestMs);
  const reply = await getJson(client, { to, headers, timeoutMs, maxBytes, signal });
  const body = parseJson(reply.text);
  if (reply.status < 200 || reply.status > 299) {
    throw toFailure(reply, body, {
      host: to.host,
      url: joinUrl(connection.baseUrl, path),
      keyEnv: connection.apiKeyEnv,
      excerpt,
      model: "",
      tokensField: undefined,
      nowMs: now(),
    });
  }
  const { data = [] } = list.safeParse(body).data ?? {};
  const date = Date.parse(readHeader(reply.headers, "date") ?? "");
  return {
    models: new Map(data.map(({ id, shutdown_date: ends }) => [id, ends ?? null])),
    rate: parseRateHeaders(reply.headers),
    serverMs: Number.isNaN(date) ? undefined : date,
  };
}
