import type { IncomingMessage } from "node:http";
import { ApiError } from "./reply.ts";

/** More than any sensible prompt with pictures: 32 MiB. */
export const maxBodyBytes = 32 * 1024 * 1024;
/** How much more is read and dropped, so that the client gets to read the refusal. */
const maxDroppedBytes = 4 * maxBodyBytes;

/**
 * Reads a request's body to its end.
 *
 * @throws {ApiError} 413 when it is larger than {@link maxBodyBytes}
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes <= maxBodyBytes) {
      chunks.push(piece);
    } else if (bytes > maxDroppedBytes) {
      break;
    }
  }
  if (bytes > maxBodyBytes) {
    throw new ApiError(`The request body is larger than ${maxBodyBytes} bytes.`, {
      status: 413,
      code: "request_too_large",
      headers: { connection: "close" },
    });
  }
  return Buffer.concat(chunks);
}

/** The value of a body, JSON or a form; undefined when it is neither. */
export async function parseBody(body: Buffer, contentType = ""): Promise<unknown> {
  return contentType.startsWith("multipart/form-data")
    ? parseForm(body, contentType)
    : tryParseJson(body);
}

/** Fields that are numbers or truth values, though a form holds only texts. */
const typedField = /^(?:n|output_compression|partial_images|stream)$/;

/** The fields of a form by name; `image[]` is a list. */
async function parseForm(body: Buffer, contentType: string): Promise<unknown> {
  const headers = { "content-type": contentType };
  const form = await new Response(new Uint8Array(body), { headers })
    .formData()
    .catch(() => undefined);
  if (form === undefined) {
    return undefined;
  }
  const fields: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    const values = form
      .getAll(name)
      .map((value) =>
        typeof value === "string" && typedField.test(name)
          ? (tryParseJson(Buffer.from(value)) ?? value)
          : value,
      );
    const isList = name.endsWith("[]") || values.length > 1;
    fields[name.replace(/\[\]$/, "")] = isList ? values : values[0];
  }
  return fields;
}

function tryParseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The members of a parsed body.
 *
 * @throws {ApiError} 400 when it is not a JSON object
 */
export function requireObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ApiError("We could not parse the JSON body of your request: it must be an object.", {
      status: 400,
    });
  }
  return Object.fromEntries(Object.entries(value));
}
