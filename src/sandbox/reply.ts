import type { RenderOptions } from "./drawing/render.ts";
import type { ImageReply } from "./options.ts";

/** A whole HTTP reply. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the answer to a request may need besides its body. */
export interface ReplyContext {
  /** Seconds since the epoch. */
  readonly createdSeconds: number;
  /** Made from the request, so that the same one gets the same ids; part of the ids in the body. */
  readonly id: string;
  /** What an image reply holds when the request does not say. */
  readonly imageReply: ImageReply;
  /** Promises a picture. @returns a link that leads to it for a while */
  readonly linkTo: (picture: RenderOptions) => string;
  /** How many conversations have asked for this picture before, so that each gets another. */
  readonly turnOf: (prompt: string) => number;
  /** Told how many pictures a reply holds. */
  readonly countImages: (images: number) => void;
}

export interface ApiErrorDetails {
  readonly status: number;
  readonly type?: string;
  readonly param?: string;
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is answered with an error body in OpenAI's form. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly details: ApiErrorDetails;

  constructor(message: string, details: ApiErrorDetails) {
    super(message);
    this.details = details;
  }
}

/** A JSON reply; status 200 unless given. */
export function replyJson(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: Buffer.from(JSON.stringify(value), "utf8"),
  };
}

/** The error as the API would say it: `{ error: { message, type, param, code } }`. */
export function replyError(error: ApiError): Reply {
  const { status, type = "invalid_request_error", param, code, headers } = error.details;
  const body = {
    error: { message: error.message, type, param: param ?? null, code: code ?? null },
  };
  return replyJson(body, status, headers);
}
