/** The exit codes of the command line, in the order of the table in the documentation. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  leak: 3,
  budget: 4,
  batchesOut: 5,
  internal: 70,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** Most errors are a failure of one thing, while the rest goes on. */
const failed = (means: string) => ({ exit: exitCodes.failed, means });

/**
 * Every error a user can meet: its stable code, what it means, and the exit code it leads to.
 * The table in `docs/reference/errors.md` is generated from this object.
 */
export const errorCodes = {
  USAGE: { exit: exitCodes.usage, means: "A flag or an argument is wrong." },
  NODE_TOO_OLD: { exit: exitCodes.usage, means: "Prelo needs a newer Node.js." },
  JOB_INVALID: { exit: exitCodes.usage, means: "The job file or an article has mistakes." },
  WORDING_MISSING: failed(
    "Prelo has no words of its own in a page's language, and says them in English. Only a warning.",
  ),
  MERGE_CONFLICT: failed(
    "Git has left both sides of a conflict in a record (1), the job file or an article (2).",
  ),
  LOCKED: failed("Another run is writing into the same folder."),
  MODEL_ENDED: failed("The provider has ended the model that is named."),
  KEY_MISSING: failed("A variable that holds a key, or the queue's address, is not set."),
  QUEUE_FAILED: failed(
    "Redis cannot be used: not installed, unreachable, access refused, or misconfigured.",
  ),
  REQUEST_IN_DOUBT: failed("A worker or Redis was lost after it may have sent the request."),
  PROVIDER_AUTH: failed("The provider refuses the key (401, 403)."),
  PROVIDER_QUOTA: failed("Quota or credit is used up; waiting does not help."),
  PROVIDER_MODEL: failed("The provider does not know the model (404)."),
  PROVIDER_REJECTED: failed(
    "The provider rejects the request (another 4xx) or redirects it (3xx).",
  ),
  PROVIDER_RATE_LIMIT: failed("Still rate limited (429) when attempts or time ran out."),
  PROVIDER_NO_ROOM: failed("The flex tier had no room for the request, or did not answer in time."),
  PROVIDER_UNAVAILABLE: failed(
    "Still failing (5xx, 408, 409, 425, 498) when attempts or time ran out.",
  ),
  PROVIDER_UNREACHABLE: failed("No connection, or it broke, until attempts or time ran out."),
  PROVIDER_TIMEOUT: failed("No answer within the attempt's timeout."),
  PROVIDER_BAD_RESPONSE: failed("The reply is not JSON, or lacks fields that the API promises."),
  DEADLINE_EXCEEDED: failed("The request's deadline has passed."),
  ANSWER_TRUNCATED: failed("The answer was cut off, usually at its output limit."),
  ANSWER_REFUSED: failed("The model declined to answer."),
  ANSWER_FILTERED: failed(
    "The provider's content filter refused the request or withheld the answer.",
  ),
  ANSWER_BLANK: failed("A successful reply without a text or an image."),
  ANSWER_FAILED: failed(
    "A reply with status 200 that reports an error, or whose answer did not finish.",
  ),
  ANSWER_MISSING: failed("There is no usable answer, and none may be asked for."),
  ANSWER_STALE: failed("The recorded answer belongs to an older request."),
  ANSWER_UNREVIEWED: failed("Nobody has reviewed an answer as it is, and the job asks for that."),
  ANSWER_DAMAGED: failed("A record in answers/ cannot be read."),
  EDIT_CONFLICT: failed("A text was changed on disk while it was being edited in the preview."),
  CHECK_FAILED: failed("An answer fails a check that the job asks for."),
  DEPENDENCY_FAILED: failed("A block that this one uses has failed."),
  TEMPLATE_FAILED: failed("A template could not be rendered."),
  DOWNLOAD_FAILED: failed("A picture's link did not deliver it."),
  DOWNLOAD_EXPIRED: failed("A picture's link had already expired."),
  DOWNLOAD_BLOCKED: failed("A link leads to an address that may not be fetched."),
  DOWNLOAD_TOO_LARGE: failed("A download exceeds its size limit."),
  IMAGE_INVALID: failed("The bytes are not a whole, known picture."),
  IMAGE_TOO_LARGE: failed("The picture has too many pixels or bytes."),
  OUTPUT_STALE: failed("output/ is not what a build would publish."),
  LINK_DEAD: failed("A link leads nowhere: the page is gone, or its host or certificate is wrong."),
  LINK_UNSURE: failed("Whether a link leads somewhere could not be told. Only a warning."),
  LINK_MOVED: failed("A link leads to an address that has moved for good. Only a warning."),
  PAGE_INVALID: failed("The finished page failed a check."),
  PUBLISH_REFUSED: failed(
    "A draft may not be pushed: it is not current, or the post there is public or was changed.",
  ),
  PUBLISH_FAILED: failed("A site did not take a draft or a picture."),
  WRITE_FAILED: failed("A file could not be written (full disk, read-only folder)."),
  READ_FAILED: failed("A file could not be read."),
  LEAK_FOUND: {
    exit: exitCodes.leak,
    means: "A secret would have been published, sent or recorded.",
  },
  BATCH_FAILED: failed("No batch of the provider's has answered the request in time."),
  BATCH_OUT: {
    exit: exitCodes.batchesOut,
    means: "Its request is out with a batch: run the same command later.",
  },
  BUDGET_EXCEEDED: { exit: exitCodes.budget, means: "The budget stopped the run." },
  INTERRUPTED: {
    exit: exitCodes.interrupted,
    means: "Stopped by a signal (129 when the terminal closed, 143 for SIGTERM).",
  },
  INTERNAL: { exit: exitCodes.internal, means: "A defect of Prelo's." },
} as const satisfies Record<string, { exit: number; means: string }>;

/** A stable name for a kind of failure; see {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

/** A place in a file that a person wrote. `file` is relative to the job's folder; 1-based. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface PreloErrorOptions {
  /** What the user can do about it, one sentence. */
  hint?: string | undefined;
  /** The very line that is to blame, where one is: a template's, a pattern's. */
  ref?: SourcePlace | undefined;
  cause?: unknown;
}

/**
 * The one family of errors. A message says what failed and where; `hint` says what to do.
 * It never holds headers, bodies, keys or the query of a link.
 */
export class PreloError extends Error {
  override readonly name: string = "PreloError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly ref: SourcePlace | undefined;

  constructor(code: ErrorCode, message: string, options: PreloErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.ref = options.ref;
  }

  /** The exit code that this failure leads to. */
  get exitCode(): number {
    return errorCodes[this.code].exit;
  }
}

/** What was thrown, or a signal's reason, as an error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}

/** What Node calls a failure of the system (`ENOENT`); undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** Whom a failure speaks for: all requests for the model, or all to the provider (key, quota). */
export type Stops = "model" | "provider";

export interface AttemptErrorOptions extends PreloErrorOptions {
  retryable: boolean;
  retryAfterMs?: number | undefined;
  mostAttempts?: number | undefined;
  status?: number | undefined;
  requestId?: string | undefined;
  stops?: Stops | undefined;
  mayBeBilled?: boolean | undefined;
}

/**
 * The failure of one HTTP attempt. Where it is born it is decided whether another attempt may
 * help; the retry loop only reads that.
 */
export class AttemptError extends PreloError {
  override readonly name: string = "AttemptError";
  readonly retryable: boolean;
  /** What the server asks to wait before the next attempt, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** How often such a failure is worth an attempt; undefined: as often as `max_attempts` allows. */
  readonly mostAttempts: number | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Set when every further request would fail alike. */
  readonly stops: Stops | undefined;
  /** True when the server may have done, and charged for, the work. */
  readonly mayBeBilled: boolean;

  constructor(code: ErrorCode, message: string, options: AttemptErrorOptions) {
    super(code, message, options);
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
    this.mostAttempts = options.mostAttempts;
    this.status = options.status;
    this.requestId = options.requestId;
    this.stops = options.stops;
    this.mayBeBilled = options.mayBeBilled ?? false;
  }
}
