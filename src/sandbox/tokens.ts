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
