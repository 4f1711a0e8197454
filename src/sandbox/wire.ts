import type { IncomingMessage } from "node:http";
import type { RenderOptions } from "./draw.ts";
import type { ImageReply } from "./options.ts";

/** The members of a JSON object, or of a form. */
export type Body = Readonly<Record<string, unknown>>;

type Headers = Readonly<Record<string, string>>;

/** A whole HTTP reply. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** How much of a prompt was in the cache, and how much of it has been written there, in tokens. */
export interface CachedTokens {
  readonly cached: number;
  readonly written: number;
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
  /** Looks a prompt up in the cache, and keeps it there. @param inputTokens what it takes */
  readonly countCached: (inputTokens: number) => CachedTokens;
  /** Told how many pictures a reply holds. */
  readonly countImages: (images: number) => void;
}

/** Answers a POST to one path of the API. @throws ApiError when it cannot be answered */
export type Endpoint = (body: Body, context: ReplyContext) => Promise<Reply>;

interface ApiErrorDetails {
  readonly status: number;
  readonly type?: string;
  readonly param?: string;
  readonly code?: string;
  readonly headers?: Headers;
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

/**
 * An error about one parameter, as the API words it.
 * @param param where it stands, such as `messages[0].role`
 */
export function refuse(param: string, code: string, message: string): ApiError {
  return new ApiError(message, { status: 400, param, code });
}

/** A JSON reply; status 200 unless given. */
export function replyJson(value: unknown, status = 200, headers: Headers = {}): Reply {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: Buffer.from(JSON.stringify(value), "utf8"),
  };
}

/** The error as the API writes it: `{ error: { message, type, param, code } }`. */
export function replyError({ message, details }: ApiError): Reply {
  const { status, type = "invalid_request_error", param = null, code = null, headers } = details;
  return replyJson({ error: { message, type, param, code } }, status, headers);
}

/** More than any sensible prompt with pictures: 32 MiB. */
export const maxBodyBytes = 32 * 1024 * 1024;
/** A file, with the form around it; the API takes no larger one for a batch. */
export const maxUploadBytes = 201_000_000;
/** How much more is read and dropped, so that the client gets to read the refusal. */
const maxDroppedBytes = 96 * 1024 * 1024;

/**
 * Reads a request's body to its end.
 * @returns the value of JSON or of a form; undefined for anything else
 * @throws ApiError 413 when it is larger than {@link maxBodyBytes}, or than a limit that is given
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number = maxBodyBytes,
): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes <= maxBytes) {
      chunks.push(piece);
    } else if (bytes > maxBytes + maxDroppedBytes) {
      break;
    }
  }
  if (bytes > maxBytes) {
    throw new ApiError(`The request body is larger than ${maxBytes} bytes.`, {
      status: 413,
      code: "request_too_large",
      headers: { connection: "close" },
    });
  }
  const body = Buffer.concat(chunks);
  const { "content-type": contentType = "" } = request.headers;
  return contentType.startsWith("multipart/form-data")
    ? parseForm(body, contentType)
    : parseJson(body.toString("utf8"));
}

/** Fields that are numbers or booleans, though a form holds only texts. */
const typedField = /^(?:n|output_compression|partial_images|stream)$/;

/** The fields of a form by name; `image[]` is a list. */
async function parseForm(body: Buffer, contentType: string): Promise<Body | undefined> {
  const headers = { "content-type": contentType };
  const response = new Response(new Uint8Array(body), { headers });
  const form = await response.formData().catch(() => undefined);
  if (form === undefined) {
    return undefined;
  }
  const read = (name: string): readonly unknown[] =>
    form
      .getAll(name)
      .map((value) =>
        typeof value === "string" && typedField.test(name) ? (parseJson(value) ?? value) : value,
      );
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = read(name);
      const isList = name.endsWith("[]") || values.length > 1;
      return [name.replace(/\[\]$/, ""), isList ? values : values[0]];
    }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The members of a parsed body.
 * @throws ApiError 400 when it is not a JSON object
 */
export function requireObject(value: unknown): Body {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ApiError("We could not parse the JSON body of your request: it must be an object.", {
      status: 400,
    });
  }
  return Object.fromEntries(Object.entries(value));
}
