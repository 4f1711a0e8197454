import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { once } from "node:events";
import { judge } from "../../endpoints/judge.ts";
import { failures } from "../../endpoints/failures.ts";
import { readWireError, tellsOfError } from "../../endpoints/wire-error.ts";
import type { Line } from "./note.ts";
import { type Result, resultSchema } from "./wire.ts";

/** Where a result stands on disk. */
export interface Place {
  readonly path: string;
  readonly start: number;
  readonly bytes: number;
}

/** What came of a request: a result to be read, or why it has none. */
export type Outcome = Place | NonNullable<Line["lacks"]>;

/** No single result is longer; a longer line is none. */
const mostLineBytes = 256 * 1024 * 1024;
const newline = 0x0a;

/**
 * Goes through a file of results, whatever their order: holds one line at a time.
 * @param tell is told of each, the last of several with the same id
 */
export async function indexResults(
  path: string,
  tell: (id: string, outcome: Outcome) => void,
): Promise<void> {
  const stream = createReadStream(path);
  let start = 0;
  let parts: Buffer[] = [];
  let bytes = 0;
  const end = (): void => {
    if (bytes <= mostLineBytes) {
      const result = parseResult(Buffer.concat(parts).toString("utf8"));
      if (result !== undefined) {
        tell(result.custom_id, judgeResult(result, { path, start, bytes }));
      }
    }
    start += bytes + 1;
    parts = [];
    bytes = 0;
  };
  stream.on("data", (chunk) => {
    let rest = Buffer.from(chunk);
    for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline)) {
      parts.push(rest.subarray(0, at));
      bytes += at;
      end();
      rest = rest.subarray(at + 1);
    }
    parts.push(rest);
    bytes += rest.byteLength;
  });
  await once(stream, "close");
  if (bytes > 0) {
    end();
  }
}

/** Reads one result. */
export async function readResult({ path, start, bytes }: Place): Promise<Result | undefined> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(bytes);
    await file.read(buffer, 0, bytes, start);
    return parseResult(buffer.toString("utf8"));
  } finally {
    await file.close();
  }
}

function parseResult(text: string): Result | undefined {
  try {
    return resultSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const overMark = /^batch_(?:expired|cancelled|canceled)$/;

/** Whether a result answers its request, be it with a refusal that would come again, or says that nobody did. */
function judgeResult({ response, error }: Result, place: Place): Outcome {
  if (overMark.test(error?.code ?? "")) {
    return error?.code === "batch_expired" ? "expired" : "missing";
  }
  const status = response?.status_code ?? 0;
  if (!response || status < 100) {
    return "failed";
  }
  if (status >= 200 && status <= 299 && !tellsOfError(response.body)) {
    return place;
  }
  const { retryable } = failures[judge(status, readWireError(response.body))];
  return retryable ? "failed" : place;
}
