/** About what one token of prose holds; good enough for plausible usage figures. */
const charactersPerToken = 4;

/** About how many tokens a text takes; 0 for an empty one. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

export interface LimitedText {
  readonly text: string;
  readonly tokens: number;
  /** True when the text was longer than allowed. */
  readonly cut: boolean;
}

/**
 * Cuts a text as a model does that reaches its output limit: anywhere, but not within a character.
 *
 * @param maxTokens undefined: no limit
 */
export function limitTokens(text: string, maxTokens: number | undefined): LimitedText {
  const tokens = estimateTokens(text);
  if (maxTokens === undefined || tokens <= maxTokens) {
    return { text, tokens, cut: false };
  }
  const kept = text.slice(0, maxTokens * charactersPerToken);
  const half = /[\uD800-\uDBFF]$/.test(kept);
  return { text: half ? kept.slice(0, -1) : kept, tokens: maxTokens, cut: true };
}

/** What a request took, in tokens. */
export interface TokenCounts {
  readonly input: number;
  readonly output: number;
}

/** The usage of `/chat/completions` and `/completions`. */
export function writeChatUsage({ input, output }: TokenCounts): object {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** The usage of `/responses`. */
export function writeResponsesUsage({ input, output }: TokenCounts): object {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}
