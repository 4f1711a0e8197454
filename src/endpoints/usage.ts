import * as z from "zod";
import { tolerantName } from "./wire.ts";

const count = z.int().nonnegative();

/**
 * What an API says a request took, in tokens, and how it was served: all that its price depends on. The
 * names are those of the wire, and of a record.
 */
export const usageSchema = z.object({
  input_tokens: count,
  output_tokens: count,
  /** Of the input: read from the provider's cache, and written to it. */
  cached_tokens: count.exactOptional(),
  cache_write_tokens: count.exactOptional(),
  /** Of the input and of the output: what stands for pictures. */
  input_image_tokens: count.exactOptional(),
  output_image_tokens: count.exactOptional(),
  /** The tier that served it, where it is not the standard one. */
  service_tier: z.string().exactOptional(),
});

export type Usage = Readonly<z.output<typeof usageSchema>>;

export const usageFields = usageSchema.keyof().options;

const details = z
  .object({
    cached_tokens: count.nullish().catch(undefined),
    cache_write_tokens: count.nullish().catch(undefined),
    image_tokens: count.nullish().catch(undefined),
  })
  .nullish()
  .catch(undefined)
  .transform((told) => told ?? {});

/** What a reply of Responses or of pictures took; a usage in any other shape is ignored. */
export const newUsage = z
  .object({
    input_tokens: count,
    output_tokens: count,
    input_tokens_details: details,
    output_tokens_details: details,
  })
  .transform(({ input_tokens_details: input, output_tokens_details: output, ...usage }) =>
    toUsage(usage, input, output),
  )
  .optional()
  .catch(undefined);

/**
 * The same in chat and completions, where a missing count of output tokens is zero. Gemini and Grok leave thoughts
 * out of it, and bill them: the total holds them.
 */
export const oldUsage = z
  .object({
    prompt_tokens: count,
    completion_tokens: count.default(0),
    total_tokens: count.nullish().catch(undefined),
    prompt_tokens_details: details,
    completion_tokens_details: details,
  })
  .transform(({ prompt_tokens, completion_tokens, total_tokens, ...usage }) =>
    toUsage(
      {
        input_tokens: prompt_tokens,
        output_tokens: Math.max(completion_tokens, (total_tokens ?? 0) - prompt_tokens),
      },
      usage.prompt_tokens_details,
      usage.completion_tokens_details,
    ),
  )
  .optional()
  .catch(undefined);

function toUsage(
  usage: Pick<Usage, "input_tokens" | "output_tokens">,
  input: z.output<typeof details>,
  output: z.output<typeof details>,
): Usage {
  const parts = {
    cached_tokens: input.cached_tokens,
    cache_write_tokens: input.cache_write_tokens,
    input_image_tokens: input.image_tokens,
    output_image_tokens: output.image_tokens,
  };
  const told = Object.entries(parts).filter(([, tokens]) => (tokens ?? 0) > 0);
  return { ...usage, ...Object.fromEntries(told) };
}

/** What says in a reply which tier served it. */
export const tierField = { service_tier: tolerantName };

const standardTiers: ReadonlySet<string> = new Set(["standard", "default", "auto", "on_demand"]);

/** What a reply took, with the tier that served it. */
export function usageOf({
  usage,
  service_tier: tier,
}: {
  readonly usage?: Usage | undefined;
  readonly service_tier?: string | undefined;
}): Usage | undefined {
  return usage === undefined || tier === undefined || standardTiers.has(tier)
    ? usage
    : { ...usage, service_tier: tier };
}

/** Adds what a further reply took. The tier is that of the last: what each cost is added up apart. */
export function addUsage(before: Usage | undefined, more: Usage): Usage {
  return before === undefined
    ? more
    : mapUsage({ ...before, ...more }, (_, name) => (before[name] ?? 0) + (more[name] ?? 0));
}

const partNames = [
  "cached_tokens",
  "cache_write_tokens",
  "input_image_tokens",
  "output_image_tokens",
] as const;

/** A usage with each of its counts changed. */
export function mapUsage(
  usage: Usage,
  change: (tokens: number, name: Exclude<keyof Usage, "service_tier">) => number,
): Usage {
  const parts = partNames.flatMap((name) => {
    const tokens = usage[name];
    return tokens === undefined ? [] : [[name, change(tokens, name)] as const];
  });
  return {
    ...usage,
    input_tokens: change(usage.input_tokens, "input_tokens"),
    output_tokens: change(usage.output_tokens, "output_tokens"),
    ...Object.fromEntries(parts),
  };
}
