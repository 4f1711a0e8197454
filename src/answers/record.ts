import { parse } from "yaml";
import { z } from "zod";
import { PreloError } from "../errors.ts";
import { endpoints, type JsonObject } from "../job/types.ts";
import { findConflictMarks } from "../files/find-conflict.ts";
import { fingerprintRequest, fingerprintWhole } from "./fingerprint.ts";
import { readHeader } from "./header.ts";
import { hashBytes } from "../files/hash.ts";
import type {
  Acceptance,
  Answer,
  ImageAnswer,
  RecordedImage,
  RejectedAnswer,
  TextAnswer,
} from "./types.ts";
import { writeYaml } from "./write-yaml.ts";

const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const common = {
  fingerprint: sha256,
  provider: z.string(),
  endpoint: z.enum(endpoints),
  model: z.string(),
  served_by: z.string().exactOptional(),
  uses: z.record(z.string(), sha256).exactOptional(),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }).exactOptional(),
  cost_usd: z.number().exactOptional(),
  request_id: z.string().exactOptional(),
  created: z.string(),
  accepted: z.array(z.object({ fingerprint: sha256, date: z.string() })).exactOptional(),
};
const textHeader = z.object({
  ...common,
  finish: z.string(),
  markers: z.number().exactOptional(),
  body: sha256,
});
const request = z.record(z.string(), z.json());
const imageRecord = z.object({
  ...common,
  request,
  images: z.array(
    z.object({
      file: z.string().regex(/^[^./\\][^/\\]*$/),
      sha256,
      width: z.number(),
      height: z.number(),
      format: z.string(),
      bytes: z.number(),
      alpha: z.boolean().exactOptional(),
      revised_prompt: z.string().exactOptional(),
    }),
  ),
});

/** A text answer as it arrived: what {@link formatTextRecord} turns into a file. */
export type NewTextAnswer = Omit<TextAnswer, "kind" | "edited" | "markers">;
export type NewImageAnswer = Omit<ImageAnswer, "kind">;

const fence = "---\n";

/** The whole file of a text answer: front matter that a person can read, then the Markdown. */
export function formatTextRecord(answer: NewTextAnswer): string {
  const body = `${toEncodable(answer.body)}\n`;
  const header = writeYaml({
    fingerprint: answer.fingerprint,
    provider: answer.provider,
    endpoint: answer.endpoint,
    model: answer.model,
    served_by: answer.served_by,
    request: answer.request,
    uses: answer.uses,
    finish: answer.finish,
    usage: answer.usage,
    cost_usd: answer.cost_usd,
    request_id: answer.request_id,
    created: answer.created,
    markers: findConflictMarks(body).length || undefined,
    body: hashBytes(body),
  });
  return `${fence}${header}${fence}${body}`;
}

/**
 * Reads a text answer's file. The request is parsed only when it is looked at: a rebuild of
 * thousands of answers needs their fingerprints alone.
 * @throws Error that says in what way the record is damaged; PreloError ANSWER_DAMAGED for one that is not,
 * but was written by a later version
 */
export function parseTextRecord(text: string): TextAnswer {
  const start = /^---\r?\n/.exec(text)?.[0].length;
  if (start === undefined) {
    throw new Error("it does not begin with front matter (---)");
  }
  const end = text.indexOf("\n---", start);
  const bodyStart = end < 0 ? -1 : text.indexOf("\n", end + 1) + 1;
  if (bodyStart <= 0) {
    throw new Error("its front matter does not end: the file is cut short");
  }
  const headerText = text.slice(start, end + 1);
  const rest = text.slice(bodyStart);
  const fields = readHeader(headerText) ?? parseYaml(headerText);
  const header = check(textHeader, fields);
  const { body: bodyHash, ...answer } = header;
  // On Windows, git checks files out with CRLF line ends: that is no edit.
  const written = hashBytes(rest) === bodyHash ? rest : rest.replaceAll("\r\n", "\n");
  const body = written.trimEnd();
  if (body === "") {
    throw new Error("its text is empty");
  }
  return withLazyRequest(
    { kind: "text", ...answer, body, edited: hashBytes(written) !== bodyHash },
    headerText,
  );
}

/**
 * The file of a text answer with another text, as a person would write it there: all else stays as it
 * is, byte for byte, so that the record counts as edited.
 */
export function withBody(text: string, body: string): string {
  const end = text.indexOf("\n", text.indexOf("\n---", 3) + 1) + 1;
  const lines = `${toEncodable(body).replaceAll(/\r\n?/g, "\n").trimEnd()}\n`;
  const header = text.slice(0, end);
  return header + (header.endsWith("\r\n") ? lines.replaceAll("\n", "\r\n") : lines);
}

/** The whole file of an image answer. */
export function formatImageRecord(answer: NewImageAnswer): string {
  const { fingerprint, provider, endpoint, model, served_by, request: asked, ...rest } = answer;
  const images = answer.images.map(toRecorded);
  const head = { fingerprint, provider, endpoint, model, served_by, request: asked };
  return writeYaml({ ...head, ...rest, images });
}

/** What came from the provider, whatever a person has put in its place. */
function toRecorded(image: RecordedImage): RecordedImage {
  const { changed: _, rivals: __, replaced, ...recorded } = image;
  return replaced ?? recorded;
}

/**
 * The file of an attempt that failed its checks: the record that it would be, with the reasons on
 * top. Under the record's own name it is read as one.
 */
export function formatRejected(
  answer: NewTextAnswer,
  { reasons, attempts }: Omit<RejectedAnswer, "answer">,
): string {
  const why = writeYaml({ rejected: reasons, attempts });
  return fence + why + formatTextRecord(answer).slice(fence.length);
}

/** The text of a rejected attempt's file without the reasons, byte for byte: the record. */
export function withoutReasons(text: string): string {
  return text.replace(
    /^(---\r?\n)rejected:[^\n]*\n(?:(?:[ \t][^\n]*|- [^\n]*|\r)?\n)*(?:attempts:[^\n]*\n)?/,
    "$1",
  );
}

/**
 * The text of a record that says of itself which further requests it answers; all else stays as it
 * is, byte for byte.
 */
export function withAccepted(
  text: string,
  kind: Answer["kind"],
  accepted: readonly Acceptance[],
): string {
  // Of a text the front matter, of pictures all of it.
  const end = kind === "text" ? text.indexOf("\n---", 3) + 1 : text.length;
  const header = text.slice(0, end).replace(/^accepted:[^\n]*\n(?:(?:[ \t]|- )[^\n]*\n)*/m, "");
  const ended = header.endsWith("\n") ? header : `${header}\n`;
  return `${ended}${writeYaml({ accepted })}${text.slice(end)}`;
}

const rejectedHeader = z.object({
  rejected: z.array(z.string()).catch([]),
  attempts: z.number().optional().catch(undefined),
});

/**
 * Reads the file of an attempt that is kept aside.
 * @throws Error that says in what way it is damaged
 */
export function parseRejected(text: string): RejectedAnswer {
  const answer = parseTextRecord(text);
  const header = text.slice(text.indexOf("\n") + 1, text.indexOf("\n---", 3) + 1);
  const { rejected: reasons, attempts } = check(rejectedHeader, parseYaml(header));
  return { answer, reasons, attempts };
}

/**
 * Reads an image answer's file.
 * @throws Error that says in what way the record is damaged; PreloError ANSWER_DAMAGED for one that is not,
 * but was written by a later version
 */
export function parseImageRecord(text: string): ImageAnswer {
  const record = check(imageRecord, parseYaml(text));
  const { provider, endpoint, request: body } = record;
  const asked = { provider, endpoint, body };
  // In version 0.1, the number of pictures was part of the fingerprint.
  const isOld = record.fingerprint === fingerprintWhole(asked);
  return {
    kind: "image",
    ...record,
    ...(isOld && { fingerprint: fingerprintRequest(asked) }),
  };
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const field = result.error.issues[0]?.path.join(".") ?? "";
  const { data: named } = z.object({ endpoint: z.string() }).safeParse(value);
  if (field === "endpoint" && named !== undefined) {
    throw unknownEndpoint(named.endpoint);
  }
  throw new Error(field === "" ? "it is not a record" : `\`${field}\` is missing or wrong`);
}

/** A later version wrote it, and it was paid for: it is not damaged, and not asked for again. */
function unknownEndpoint(name: string): PreloError {
  return new PreloError(
    "ANSWER_DAMAGED",
    `its endpoint "${name}" is none that this version of Prelo knows`,
    { hint: "A later version wrote it: use that one, or move the file away to ask again." },
  );
}

function withLazyRequest(answer: Omit<TextAnswer, "request">, headerText: string): TextAnswer {
  let parsed: JsonObject | undefined;
  return {
    ...answer,
    get request() {
      parsed ??= readRequest(headerText);
      return parsed;
    },
  };
}

function parseYaml(text: string): unknown {
  // The package would print warnings itself, including the text that they are about.
  return parse(text, { logLevel: "error" });
}

/** Empty when a person's edit has made it unreadable: the answer itself is still good. */
function readRequest(headerText: string): JsonObject {
  try {
    return check(z.object({ request }), parseYaml(headerText)).request;
  } catch {
    return {};
  }
}

/** A lone surrogate has no UTF-8: it becomes U+FFFD here, before the hash, not in the file. */
export function toEncodable(text: string): string {
  return text.toWellFormed();
}
