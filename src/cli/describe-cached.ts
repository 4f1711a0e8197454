/** ` (78 % cached)`: how much of an input came from the provider's cache; empty where nothing did. */
export function describeCached({
  inputTokens,
  cachedTokens,
}: {
  readonly inputTokens: number;
  readonly cachedTokens: number;
}): string {
  return cachedTokens > 0 ? ` (${Math.round((100 * cachedTokens) / inputTokens)} % cached)` : "";
}
