import * as z from "zod";
import { camelKeys } from "../../blocks/settings/camel-keys.ts";
import { defaults } from "../../blocks/settings/defaults.ts";
import { positiveInteger, positiveNumber } from "../../blocks/settings/values.ts";

/** `flex:` of a job. */
export const flexSchema = z
  .strictObject({
    // A key of the file alone: an object of the program's with it would be taken for a promise.
    // oxlint-disable-next-line unicorn/no-thenable
    then: z
      .enum(["standard", "fail"])
      .default(defaults.flex.otherwise)
      .describe(
        "What becomes of a request for which there is no room, after three and a half minutes: asked at the usual price (`standard`, the default), or an error (`fail`).",
      ),
  })
  .prefault({})
  .transform(({ then: otherwise }) => ({ otherwise }))
  .describe("How requests with `processing: flex` are sent.");

/** `batch:` of a job. */
export const batchSchema = z
  .strictObject({
    deadline_hours: positiveNumber
      .default(defaults.batch.deadline_hours)
      .describe(
        `How long a request may wait for its batch; default ${defaults.batch.deadline_hours}.`,
      ),
    // A key of the file alone: an object of the program's with it would be taken for a promise.
    // oxlint-disable-next-line unicorn/no-thenable
    then: z
      .enum(["standard", "fail"])
      .default(defaults.batch.otherwise)
      .describe(
        "What becomes of what no batch has answered by then: asked at once, at the usual price (`standard`, the default), or an error (`fail`).",
      ),
    max_open: positiveInteger
      .default(defaults.batch.max_open)
      .describe(
        `How many batches may be out at one provider at a time; default ${defaults.batch.max_open}.`,
      ),
  })
  .prefault({})
  .transform(({ then: otherwise, ...keys }) => camelKeys({ ...keys, otherwise }))
  .describe("How requests with `processing: batch` wait.");
