import { AttemptError } from "../../errors.ts";
import type { HttpReply } from "../http/post-json.ts";
import {
  type Headers,
  parseRetryAfter,
  parseShouldRetry,
  readHeader,
} from "../http/retry-after.ts";
import { type Failure, failures } from "../../endpoints/failures.ts";
import { judge, pageName } from "../../endpoints/judge.ts";
import type { Excerpt } from "../../endpoints/types.ts";
import { readTitle } from "./read-json.ts";
import { readWireError, type WireError } from "../../endpoints/wire-error.ts";

/** The same request would fail again, whatever `x-should-retry` says. */
const neverRetried = new Set([400, 401, 403, 404, 422]);
/** The server, or a proxy before it, says that it did not begin: too busy, or out of reach. */
const neverBegun = new Set([503, 521, 523, 525, 526, 529, 530]);

export interface FailureContext {
  readonly host: string;
  /** Where the request went: what a redirect's address may be relative to. */
  readonly url: URL;
  readonly keyEnv: string | undefined;
  readonly excerpt: Excerpt;
  readonly model: string;
  /** What the output limit is called in the request; undefined where that cannot be chosen. */
  readonly tokensField?: string | undefined;
  /** Whether the request was for the tier that may have no room. */
  readonly inFlex?: boolean;
  readonly nowMs: number;
}

/**
 * Turns a reply that tells of a failure, by its status or, within a success, by its body, into an
 * error that says whether another attempt may help. The server's own words are quoted, without
 * what could be a part of the key.
 * @param body the reply's, parsed; undefined when it is no JSON
 */
export function toFailure(reply: HttpReply, body: unknown, context: FailureContext): AttemptError {
  const { excerpt, host } = context;
  const { status, headers } = reply;
  const error = body === undefined ? readPlainError(reply) : readWireError(body);
  const kind = judge(status, error, context.inFlex);
  const failure = failures[kind];
  const said = excerpt(error.message);
  const setting = toName(error.param, excerpt);
  const target = kind === "redirect" ? findTarget(headers, context) : undefined;
  const detail = [
    // A success that holds an error is known by the error's code.
    status < 300 ? error.status : status,
    error.names.map((name) => toName(name, excerpt)).find((name) => name !== undefined),
    wrap("at ", setting),
    wrap("to ", target),
    said && `the server says: "${said}"`,
  ].filter(Boolean);
  const what = fillIn(failure.message, context);
  const isFinal = isSettled(failure, status);
  return new AttemptError(
    failure.code,
    `${host}: ${what}${detail.length === 0 ? "" : ` (${detail.join(", ")})`}`,
    {
      hint: fillIn(failure.hint, context).replace("SETTING", setting ?? "it"),
      retryable: isFinal ? false : (parseShouldRetry(headers) ?? failure.retryable),
      retryAfterMs: parseRetryAfter(headers, context.nowMs) ?? error.retryAfterMs,
      status,
      requestId: readRequestId(headers, excerpt),
      stops: "stops" in failure ? failure.stops : undefined,
      mayBeBilled: (status >= 500 && !neverBegun.has(status)) || status < 300,
    },
  );
}

/** Whether `x-should-retry` is ignored. */
function isSettled(failure: Failure, status: number): boolean {
  return (
    failure.stops !== undefined ||
    (!failure.retryable && (failure !== failures.rejected || neverRetried.has(status)))
  );
}

function fillIn(text: string, { keyEnv, model, tokensField }: FailureContext): string {
  const other = tokensField === "max_tokens" ? "max_completion_tokens" : "max_tokens";
  return text
    .replace("KEY", () => keyEnv ?? "the provider's key")
    .replace("MODEL", () => model)
    .replace("OTHER_FIELD", other);
}

/** A body that is not JSON: the title of a web page, otherwise its text. */
function readPlainError({ text, headers }: HttpReply): WireError {
  const type = readHeader(headers, "content-type") ?? "";
  const isPage = /html|xml/i.test(type) || text.trimStart().startsWith("<");
  const message = isPage ? readTitle(text) : text;
  return { ...readWireError(undefined), message, names: isPage ? [pageName] : [] };
}

/** Where a redirect leads, without its query, in which anything could stand. */
function findTarget(headers: Headers, { url, excerpt }: FailureContext): string | undefined {
  const location = readHeader(headers, "location");
  if (location === undefined || !URL.canParse(location, url.href)) {
    return undefined;
  }
  const { origin, pathname } = new URL(location, url);
  return excerpt(origin === "null" ? undefined : origin + pathname);
}

function wrap(before: string, word: string | undefined): string | undefined {
  return word && before + word;
}

/** Only what looks like one of the API's names, never free text. */
function toName(name: string | undefined, excerpt: Excerpt): string | undefined {
  return name && /^[a-z][a-z0-9_.[\]]{0,60}$/.test(name) && excerpt(name) === name
    ? name
    : undefined;
}

/** The id that the provider gave the request; undefined for what is no id, or holds a key. */
export function readRequestId(headers: Headers, excerpt: Excerpt): string | undefined {
  const id = readHeader(headers, "x-request-id");
  return id !== undefined && /^[\w.:-]{1,100}$/.test(id) ? excerpt(id) : undefined;
}
