import { z } from "zod";
import { estimateTokens } from "../text-answer.ts";
import type { StoredFile } from "./stored-files.ts";

/** As many requests as the API takes in a file. */
const maxLines = 50_000;
/** More mistakes are not told. */
const maxErrors = 100;

const lineSchema = z.object({
  custom_id: z.string().min(1),
  method: z.literal("POST"),
  url: z.string(),
  body: z.looseObject({ model: z.string().min(1) }),
});

/** A request of a batch. */
export type InputLine = z.output<typeof lineSchema>;

/** Where a line stands in its file, in bytes. */
export interface LinePlace {
  readonly start: number;
  readonly length: number;
}

/** What is wrong with a file, as a batch tells it. */
export interface BatchError {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
  /** Counted from 1; null where it is about the whole file. */
  readonly line: number | null;
}

interface InputFile {
  readonly places: readonly LinePlace[];
  readonly model: string | undefined;
  /** About what its prompts take. */
  readonly tokens: number;
  readonly errors: readonly BatchError[];
}

/**
 * Looks at every line of a batch's input before any is answered.
 * @param endpoint where all of them must go: `/v1/responses`
 */
export async function readInput(file: StoredFile, endpoint: string): Promise<InputFile> {
  const places: LinePlace[] = [];
  const errors: BatchError[] = [];
  const ids = new Set<string>();
  let model: string | undefined;
  let tokens = 0;
  for await (const { start, bytes } of splitLines(file)) {
    places.push({ start, length: bytes.byteLength });
    if (places.length > maxLines) {
      const message = `The input file holds more than ${maxLines} requests.`;
      return { places, model, tokens, errors: [{ ...aboutFile, code: "too_many_tasks", message }] };
    }
    const text = bytes.toString("utf8");
    const line = parseLine(text);
    const mistake = "code" in line ? line : findMistake(line, { endpoint, ids, model });
    if (mistake !== undefined && errors.length < maxErrors) {
      errors.push({ param: null, ...mistake, line: places.length });
    }
    if (!("code" in line)) {
      ids.add(line.custom_id);
      model ??= line.body.model;
      tokens += estimateTokens(text);
    }
  }
  if (places.length === 0) {
    errors.push({ ...aboutFile, code: "empty_file", message: "The input file is empty." });
  }
  return { places, model, tokens, errors };
}

/** Reads a line that has been looked at before. */
export async function readLine(file: StoredFile, { start, length }: LinePlace): Promise<InputLine> {
  return lineSchema.parse(JSON.parse(await file.read(start, length)));
}

const aboutFile = { param: null, line: null };

type Mistake = Pick<BatchError, "code" | "message"> & { readonly param?: string | null };

function parseLine(text: string): InputLine | Mistake {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { code: "invalid_json_line", message: "This line is not parseable as valid JSON." };
  }
  const { success, data, error } = lineSchema.safeParse(value);
  if (success) {
    return data;
  }
  const [issue] = error.issues;
  const param = issue?.path.join(".") ?? "";
  return { code: "invalid_request", message: `Invalid '${param}': ${issue?.message}.`, param };
}

function findMistake(
  line: InputLine,
  {
    endpoint,
    ids,
    model = line.body.model,
  }: { endpoint: string; ids: ReadonlySet<string>; model: string | undefined },
): Mistake | undefined {
  if (line.url !== endpoint) {
    const message = `The URL '${line.url}' does not match the batch's endpoint '${endpoint}'.`;
    return { code: "url_mismatch", message, param: "url" };
  }
  if (ids.has(line.custom_id)) {
    const message = `The custom_id '${line.custom_id}' stands in another line as well.`;
    return { code: "duplicate_custom_id", message, param: "custom_id" };
  }
  if (line.body.model !== model) {
    const message = `The model '${line.body.model}' does not match the file's first model '${model}': one model a file.`;
    return { code: "model_mismatch", message, param: "body.model" };
  }
  return undefined;
}

const newline = 0x0a;

/** The lines of a file, without their ends; an end of line at the end of the file begins none. */
async function* splitLines(file: StoredFile): AsyncGenerator<{ start: number; bytes: Buffer }> {
  let start = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of file.stream()) {
    const piece = Buffer.from(chunk);
    let from = 0;
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, from)) {
      const bytes = Buffer.concat([rest, piece.subarray(from, end)]);
      yield { start, bytes };
      start += bytes.byteLength + 1;
      rest = Buffer.alloc(0);
      from = end + 1;
    }
    rest = Buffer.concat([rest, piece.subarray(from)]);
  }
  if (rest.byteLength > 0) {
    yield { start, bytes: rest };
  }
}
