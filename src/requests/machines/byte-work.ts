import { randomUUID } from "node:crypto";
import * as z from "zod";
import { PreloError } from "../../errors.ts";
import type { JsonObject } from "../../job/types.ts";
import type { Jobs } from "./jobs.ts";
import type { Ledger } from "./ledger.ts";
import { type Envelope, errorSchema, type Notice, packError, unpackError } from "./protocol.ts";
import { closeJson, openJson, type Seal } from "./seal.ts";

/** Work on bytes, such as encoding a picture: it costs nobody anything, and may be done twice. */
export type ByteWork = (
  input: Buffer,
  task: JsonObject,
) => Promise<{ readonly result: JsonObject; readonly files: ReadonlyMap<string, Buffer> }>;

/** What the places of work begin with, as no provider does. */
const workSign = "@";

/** The place of a kind of work, among those of the providers. */
export function workPlace(kind: string): string {
  return workSign + kind;
}

export function isWork(place: string): boolean {
  return place.startsWith(workSign);
}

const json: z.ZodType<JsonObject> = z.record(z.string(), z.json());
const held = z.object({ name: z.string(), bytes: z.number(), pieces: z.number() });
const taskSchema = z.object({ task: json, input: held });
const doneSchema = z.object({
  result: json,
  files: z.array(held.extend({ file: z.string() })),
});

interface Way {
  readonly ledger: Ledger;
  readonly seal: Seal;
  readonly now: () => number;
}

/** Has a worker do it. @param place the queue of those who can @throws what the work throws */
export async function giveWork(
  place: string,
  input: Buffer,
  task: JsonObject,
  jobs: Jobs,
  way: Way,
): Promise<Awaited<ReturnType<ByteWork>>> {
  const { ledger, seal } = way;
  const identity = randomUUID();
  const kept = await keep(`${identity}:input`, input, way);
  const call = closeJson(seal, { task, input: kept }, `work ${identity}`).toString("base64");
  try {
    const { state, result = "", error = "" } = await jobs.handOver(place, { identity, call });
    if (state !== "answered") {
      const packed = openJson(seal, Buffer.from(error, "base64"), `error ${identity}`);
      throw unpackError(errorSchema.parse(packed));
    }
    const packed = openJson(seal, Buffer.from(result, "base64"), `done ${identity}`);
    const done = doneSchema.parse(packed);
    const files = new Map<string, Buffer>();
    for (const { file, name, pieces, bytes } of done.files) {
      files.set(file, await load(name, pieces, way));
      await ledger.dropPicture(name, pieces, bytes);
    }
    return { result: done.result, files };
  } finally {
    await ledger.dropPicture(kept.name, kept.pieces, kept.bytes);
  }
}

/** Does a job's work. @returns what its run is told */
export async function doWork(
  envelope: Envelope,
  work: ByteWork,
  way: Way,
): Promise<Omit<Notice, "job" | "worker">> {
  const { seal } = way;
  const { identity } = envelope;
  try {
    const packed = openJson(seal, Buffer.from(envelope.call, "base64"), `work ${identity}`);
    const { task, input } = taskSchema.parse(packed);
    const { result, files } = await work(await load(input.name, input.pieces, way), task);
    const kept = [];
    for (const [file, bytes] of files) {
      kept.push({ file, ...(await keep(`${identity}:${kept.length}`, bytes, way)) });
    }
    const done = closeJson(seal, { result, files: kept }, `done ${identity}`);
    return { state: "answered", result: done.toString("base64") };
  } catch (error) {
    if (!(error instanceof PreloError)) {
      throw error;
    }
    const packed = closeJson(seal, packError(error), `error ${identity}`);
    return { state: "failed", error: packed.toString("base64") };
  }
}

async function keep(
  name: string,
  bytes: Buffer,
  { ledger, seal, now }: Way,
): Promise<z.output<typeof held>> {
  const packed = seal.close(bytes, `bytes ${name}`);
  const pieces = await ledger.keepPicture(name, packed, now());
  return { name, pieces, bytes: packed.byteLength };
}

/** @throws PreloError QUEUE_FAILED when it is not there any more */
async function load(name: string, pieces: number, { ledger, seal }: Way): Promise<Buffer> {
  const packed = await ledger.readPicture(name, pieces);
  if (packed === undefined) {
    throw new PreloError("QUEUE_FAILED", "what was to be worked on is not in the queue any more");
  }
  return seal.open(packed, `bytes ${name}`);
}
