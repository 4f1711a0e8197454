import { arch, platform } from "node:os";
import pLimit from "p-limit";
import * as z from "zod";
import { pictureSources } from "../../answers/types.ts";
import { type ErrorCode, PreloError } from "../../errors.ts";
import { imageFormats, type JsonObject } from "../../job/types.ts";
import type { MakeVariants } from "../../pictures/variants/make-variants.ts";
import { type ByteWork, workPlace } from "../../requests/machines/byte-work.ts";
import type { Carrier } from "../../requests/machines/carrier.ts";
import { NotSentError } from "../../requests/not-sent.ts";

/** So many times what the workers can make at one time is handed to them. */
const aheadOfSlots = 2;
/** What is made here when nobody makes it there. */
const notDone: ReadonlySet<ErrorCode> = new Set(["QUEUE_FAILED", "REQUEST_IN_DOUBT"]);

const planned = z.object({
  file: z.string(),
  format: z.enum(imageFormats),
  widthPx: z.number(),
  heightPx: z.number(),
  quality: z.number(),
});
const taskSchema = z.object({
  planned: z.array(planned),
  mark: z.object({
    alt: z.string(),
    system: z.string().optional(),
    prompt: z.string().optional(),
    source: z.enum(pictureSources).optional(),
  }),
  limits: z.object({ maxPixels: z.number(), maxBytes: z.number() }),
  wantsPreview: z.boolean(),
});
const sentSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());
const resultSchema = z.object({ preview: z.string().optional(), tookMs: z.number() });

/**
 * Where variants are made: by those alone whose encoders give the same bytes.
 * @returns a name with the versions of the encoders, and the platform they are built for
 */
export async function variantsPlace(): Promise<string> {
  const { default: sharp } = await import("sharp");
  return workPlace(`pictures-${sharp.versions.sharp ?? ""}-${platform()}-${arch()}`);
}

/** Makes variants on the queue's workers, and here when none of them can. */
export function makeVariantsThere(
  carrier: Carrier,
  place: string,
  makeHere: MakeVariants,
): MakeVariants {
  const away = pLimit(1);
  return async (read, { planned: wanted, mark, limits, wantsPreview }) => {
    const task = { planned: wanted, mark, limits, wantsPreview };
    const slots = carrier.slotsOf(place);
    if (slots === 0) {
      return makeHere(read, task);
    }
    away.concurrency = aheadOfSlots * slots;
    try {
      return await away(async () => {
        const sent = sentSchema.parse(taskSchema.parse(task));
        const { result, files } = await carrier.work(place, await read(), sent);
        const { preview, tookMs } = resultSchema.parse(result);
        return { files, tookMs, ...(preview !== undefined && { preview }) };
      });
    } catch (error) {
      const isNotDone =
        error instanceof NotSentError || (error instanceof PreloError && notDone.has(error.code));
      if (!isNotDone) {
        throw error;
      }
      return makeHere(read, task);
    }
  };
}

/** A worker's part of it. */
export function toByteWork(makeHere: MakeVariants): ByteWork {
  return async (input, sent) => {
    const task = taskSchema.parse(sent);
    const { files, preview, tookMs } = await makeHere(() => Promise.resolve(input), task);
    return { files, result: { tookMs, ...(preview !== undefined && { preview }) } };
  };
}
