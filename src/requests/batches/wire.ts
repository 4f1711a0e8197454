import * as z from "zod";

const optionalId = z.string().min(1).nullish().catch(undefined);
const count = z.int().nonnegative().catch(0);

/** What is used of a batch as the API tells it. */
export const batchSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  input_file_id: optionalId,
  output_file_id: optionalId,
  error_file_id: optionalId,
  created_at: z.number().nullish().catch(undefined),
  errors: z
    .object({
      data: z.array(
        z.object({
          code: z.string().nullish().catch(undefined),
          message: z.string().nullish().catch(undefined),
        }),
      ),
    })
    .nullish()
    .catch(undefined),
  request_counts: z
    .object({ total: count, completed: count, failed: count })
    .nullish()
    .catch(undefined),
  metadata: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});

export type Batch = z.output<typeof batchSchema>;

export const batchListSchema = z.object({
  data: z.array(batchSchema),
  has_more: z.boolean().nullish().catch(undefined),
});

export const fileSchema = z.object({
  id: z.string().min(1),
  filename: z.string().nullish().catch(undefined),
});

export const fileListSchema = z.object({ data: z.array(fileSchema) });

/** The states after which a batch changes no more. */
const endStates: ReadonlySet<string> = new Set(["completed", "failed", "expired", "cancelled"]);

/** Whether nothing more comes of a batch. */
export function hasEnded({ status }: Pick<Batch, "status">): boolean {
  return endStates.has(status);
}

/** A line of a file of results: `response` of what was asked, `error` of what was not. */
export const resultSchema = z.object({
  custom_id: z.string(),
  response: z
    .object({
      status_code: z.number().nullish().catch(undefined),
      request_id: z.string().nullish().catch(undefined),
      body: z.unknown(),
    })
    .nullish()
    .catch(undefined),
  error: z
    .object({
      code: z.string().nullish().catch(undefined),
      message: z.string().nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

export type Result = z.output<typeof resultSchema>;

/** The name under which a note's key stands in a batch's `metadata`. */
export const keyName = "prelo_key";
