import * as z from "zod";
import { textBodyKeys } from "../../endpoints/text-endpoints.ts";
import { textEndpoints } from "../../endpoints/types.ts";
import { camelKeys } from "./camel-keys.ts";
import { defaults } from "./defaults.ts";
import { extraWithout, mergeLayers, providerName } from "./model.ts";
import { processingKey } from "./processing.ts";
import { amount, filledText, positiveInteger } from "./values.ts";

const fallback = defaults.text;
const unlessRefused = "Sent only when it is given; reasoning models refuse it.";

const keys = {
  provider: providerName.meta({ default: fallback.provider }),
  endpoint: z.enum(textEndpoints).meta({
    description: `The API to use; default ${fallback.endpoint}.`,
    default: fallback.endpoint,
  }),
  model: filledText.meta({
    description: "The text model, such as gpt-5.4-mini.",
    examples: ["gpt-5.4-mini"],
  }),
  max_output_tokens: positiveInteger.meta({
    description: `The most tokens that one answer may take; default ${fallback.max_output_tokens}.`,
    default: fallback.max_output_tokens,
  }),
  temperature: amount.max(2).describe(unlessRefused),
  top_p: amount.max(1).describe(unlessRefused),
  processing: processingKey,
  // One answer to a request, whole and at once.
  extra: extraWithout([...textBodyKeys, "n", "stream", "stream_options", "background"]),
};

/** `text:`, at each of its levels. */
export const textSchema = z.strictObject(keys).partial().describe("How to ask the text model.");

const merged = z
  .strictObject({
    ...keys,
    provider: keys.provider.default(fallback.provider),
    endpoint: keys.endpoint.default(fallback.endpoint),
    max_output_tokens: keys.max_output_tokens.default(fallback.max_output_tokens),
    temperature: keys.temperature.optional(),
    top_p: keys.top_p.optional(),
    processing: keys.processing.optional(),
  })
  .transform(camelKeys);

/** What one level says. */
export type TextLayer = z.output<typeof textSchema>;
/** How to ask a text model; the job's defaults, the article's and the block's own, merged. */
export type TextSettings = z.output<typeof merged>;

/** Merges the levels, the job's first; nothing when none names a model. */
export function mergeText(layers: readonly TextLayer[]): TextSettings | undefined {
  return merged.safeParse(mergeLayers(layers)).data;
}
