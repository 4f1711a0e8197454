import { AttemptError, PreloError } from "../../errors.ts";
import { AnswerError } from "../../endpoints/answer-error.ts";
import type { Excerpt } from "../../endpoints/types.ts";
import { tellsOfError } from "../../endpoints/wire-error.ts";
import { type ApiReply, type Connection, joinUrl, prepare } from "../calls/call.ts";
import { toFailure } from "../calls/failure.ts";
import { assertNoEcho } from "../calls/secrets.ts";
import { parseRateHeaders } from "../http/rate-headers.ts";
import type { Result } from "./wire.ts";

/** How the reply in a line is read: as one that came alone. */
export interface LineReader<Reply> {
  readonly path: string;
  readonly model: string;
  readonly tokensField?: string | undefined;
  readonly nowMs: number;
  readonly read: (body: unknown, excerpt: Excerpt) => Reply;
}

/**
 * Reads the reply in a line of a batch's results, by the same rules as one that came alone. What it tells of
 * the provider stops nothing here: nothing is being sent.
 * @throws AttemptError, AnswerError
 */
export function readLine<Reply>(
  { response }: Result,
  connection: Connection,
  { path, model, tokensField, nowMs, read }: LineReader<Reply>,
): ApiReply<Reply> {
  const { endpoints, excerpt } = prepare(connection);
  const { host } = endpoints(path);
  const { status_code, body, request_id } = response ?? {};
  const status = status_code ?? 0;
  try {
    assertNoEcho([body, request_id], connection.secrets, host);
    if (status < 200 || status > 299 || tellsOfError(body)) {
      throw toFailure({ status, headers: {}, text: JSON.stringify(body) }, body, {
        host,
        url: joinUrl(connection.baseUrl, path),
        keyEnv: connection.apiKeyEnv,
        excerpt,
        model,
        tokensField,
        nowMs,
      });
    }
    const id = /^[\w.:-]{1,100}$/.test(request_id ?? "") ? (request_id ?? undefined) : undefined;
    return { reply: read(body, excerpt), requestId: excerpt(id), rate: parseRateHeaders({}) };
  } catch (error) {
    throw toAlone(error, host);
  }
}

function toAlone(error: unknown, host: string): PreloError {
  if (!(error instanceof AttemptError)) {
    return error instanceof PreloError
      ? error
      : new AttemptError("PROVIDER_BAD_RESPONSE", `${host}: a result cannot be read`, {
          retryable: false,
          cause: error,
        });
  }
  if (error instanceof AnswerError || error.stops === undefined) {
    return error;
  }
  const { code, message, hint, retryable, mayBeBilled, status, requestId } = error;
  return new AttemptError(code, message, {
    hint,
    retryable,
    mayBeBilled,
    status,
    requestId,
    cause: error,
  });
}
