import * as z from "zod";

/** How a request is sent, beside at once and at the usual price. */
export const processings = ["standard", "flex", "batch"] as const;
export type Processing = (typeof processings)[number];

/** `processing`, at each level of `text` and `image`: it says when and how dearly, never what is asked. */
export const processingKey = z
  .enum(processings)
  .describe(
    "`standard` (the default) asks at once; `flex` in the tier that costs about half, answers slowly, and may have no room; `batch` in the provider's batches: about half the price, within a day.",
  );
