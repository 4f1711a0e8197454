/** A duration in the unit that reads best. */
export function formatDuration(ms: number): string {
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 120_000) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  return ms < 7_200_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

/** A number with its thousands apart. */
export function formatNumber(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** US dollars; undefined is not zero. */
export function formatUsd(usd: number | undefined): string {
  return usd === undefined ? "unknown" : `$${usd.toFixed(4)}`;
}
