import * as z from "zod";
import { parseDuration } from "./duration.ts";

/** What a body says of an error, whichever of many shapes it has. */
export interface WireError {
  /** Its codes and types, lower-case: `rate_limit_exceeded`, `resource_exhausted`. */
  readonly names: readonly string[];
  /** A code that is an HTTP status, 400 to 599: gateways put one into a 200. */
  readonly status: number | undefined;
  /** The field of the request that is wrong. */
  readonly param: string | undefined;
  readonly message: string | undefined;
  /** What the body asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

const text = z.string().optional().catch(undefined);
const texts = z
  .union([z.string(), z.array(z.string()).transform((lines) => lines.join(" "))])
  .optional()
  .catch(undefined);
const name = z
  .union([z.string(), z.number().transform(String)])
  .optional()
  .catch(undefined);
const list = z.array(z.unknown().optional()).catch([]);

/** Tolerant one by one: an odd `param` must not hide the `code` that says the quota is spent. */
const errorPart = z.object({
  message: texts,
  msg: texts,
  Message: text,
  detail: texts,
  title: text,
  error: name,
  error_description: text,
  error_msg: text,
  faultstring: text,
  status_msg: text,
  code: name,
  error_code: name,
  status_code: name,
  status: name,
  type: name,
  __type: name,
  reason: name,
  param: name,
  loc: z.array(name).optional().catch(undefined),
  details: list,
  metadata: z
    .object({ raw: z.unknown().optional(), retry_after: z.unknown() })
    .optional()
    .catch(undefined),
  retry_after: z.unknown().optional(),
  retry_after_seconds: z.unknown().optional(),
  estimated_time: z.unknown().optional(),
});

/** How deep an error may be wrapped into others. */
const deepest = 5;

/** Reads what a body says about an error; any part of it may be missing. Never throws. */
export function readWireError(body: unknown): WireError {
  const layers = unwrap(body).map((layer) => errorPart.parse(layer));
  const found = layers.map(readLayer).toReversed();
  return {
    names: found.flatMap(({ names }) => names),
    status: found.find(({ status }) => status !== undefined)?.status,
    param: found.find(({ param }) => param !== undefined)?.param,
    message: [...new Set(found.flatMap(({ message }) => message ?? []))].join(" — ") || undefined,
    retryAfterMs: found.find(({ retryAfterMs }) => retryAfterMs !== undefined)?.retryAfterMs,
  };
}

/** The objects that tell of the error, from the outermost to the innermost. */
function unwrap(body: unknown): readonly object[] {
  const layers: object[] = [];
  let value = body;
  while (layers.length < deepest) {
    while (Array.isArray(value)) {
      value = value[0];
    }
    const layer = typeof value === "string" ? (parseObject(value) ?? { message: value }) : value;
    if (typeof layer !== "object" || layer === null) {
      break;
    }
    layers.push(layer);
    value = findInner(layer);
  }
  return layers;
}

function findInner(layer: object): unknown {
  const { error, errors, fault, detail, base_resp, metadata, message } = fieldsOf(layer);
  const { raw } = fieldsOf(metadata);
  return [error, errors, fault, detail, base_resp, raw, message].find(
    (inner) => tells(inner) && (typeof inner !== "string" || parseObject(inner) !== undefined),
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** An object in a text: what a gateway passes on of another server's error. */
function parseObject(words: string): object | undefined {
  const start = words.indexOf("{");
  if (start === -1) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(words.slice(start, words.lastIndexOf("}") + 1));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

type Layer = z.output<typeof errorPart>;

function readLayer(layer: Layer): WireError {
  const { code, error_code, status_code, status, type, __type, reason, param, loc } = layer;
  const named = [
    code,
    error_code,
    status_code,
    status,
    type,
    // Behind the name of a service: `service#ThrottlingException`.
    __type?.replace(/^.*#/, ""),
    reason,
    ...layer.details.map(reasonOf),
  ];
  const statuses = [code, error_code, status_code, status, layer.error].map(Number);
  const { message, msg, Message, detail, error_description, error_msg } = layer;
  const words =
    [message, msg, Message, detail, error_description, error_msg].find(isWords) ??
    [
      layer.faultstring,
      layer.status_msg,
      layer.title,
      /\s/.test(reason ?? "") ? reason : undefined,
    ].find(isWords);
  const raw = layer.metadata?.raw;
  return {
    names: named.filter((word) => word !== undefined).map((word) => word.toLowerCase()),
    status: statuses.find((number) => number >= 400 && number <= 599 && Number.isInteger(number)),
    param: param ?? loc?.filter((step) => step !== undefined).join("."),
    message: [words, sentence(layer.error), raw].filter(isWords).join(" — ") || undefined,
    retryAfterMs: findWait(layer, words),
  };
}

/** A text that is no number. */
function sentence(word: string | undefined): string | undefined {
  return word !== undefined && Number.isNaN(Number(word)) ? word : undefined;
}

/** Words for people: not blank, and no object of another server's, which is read by itself. */
function isWords(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && parseObject(value) === undefined;
}

const googleDetail = z.object({ reason: text, retryDelay: text });

function reasonOf(detail: unknown): string | undefined {
  return googleDetail.safeParse(detail).data?.reason;
}

/** Google's `RetryInfo`, a field in seconds, or a sentence such as "Please try again in 1m2.5s". */
function findWait(layer: Layer, message: string | undefined): number | undefined {
  const delays = layer.details.map((detail) => googleDetail.safeParse(detail).data?.retryDelay);
  const waitSentence =
    /(?:try again|retry) (?:in|after) (?:about )?([\d.]+ ?(?:ms|[smh])[\d.smh]*)/i;
  const candidates = [
    ...delays,
    layer.retry_after,
    layer.retry_after_seconds,
    layer.metadata?.retry_after,
    layer.estimated_time,
    waitSentence
      .exec(message ?? "")?.[1]
      ?.replace(" ", "")
      .replace(/\.$/, ""),
  ];
  for (const candidate of candidates) {
    const isWritten = typeof candidate === "string" || typeof candidate === "number";
    const waitMs = isWritten ? parseDuration(String(candidate)) : undefined;
    if (waitMs !== undefined) {
      return Math.ceil(waitMs);
    }
  }
  return undefined;
}

const answerFields = ["choices", "output", "output_text", "data", "images", "artifacts"];

/**
 * Whether a success's body says that the request failed: gateways answer so, with status 200.
 * A body that holds an answer, and an empty `error` beside it, does not.
 */
export function tellsOfError(body: unknown): boolean {
  let reply = body;
  while (Array.isArray(reply)) {
    reply = reply[0];
  }
  if (typeof reply === "string") {
    return reply.trim() !== "";
  }
  const fields = fieldsOf(reply);
  const counted = fieldsOf(fields["base_resp"])["status_code"];
  if (tells(fields["error"]) || tells(fields["errors"]) || tells(counted)) {
    return true;
  }
  const hasAnswer = answerFields.some((field) => (fields[field] ?? undefined) !== undefined);
  // An object as `message` is what another API says, not what went wrong.
  const words = [fields["message"], fields["msg"], fields["Message"]].filter(
    (word) => !isObject(word),
  );
  return !hasAnswer && ([fields["detail"], ...words].some(tells) || fields["object"] === "error");
}

function tells(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.length > 0;
  }
  if (typeof value !== "object" || value === null) {
    return Boolean(value);
  }
  const { code, status } = fieldsOf(value);
  const isSuccess = [code, status].some((word) => /^(?:0|200|ok|success)$/i.test(String(word)));
  return !isSuccess && Object.values(value).some((part) => (part ?? "") !== "");
}
