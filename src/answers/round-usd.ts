/** A cost as records and totals hold it: to a hundredth of a millionth of a dollar, far above a double's noise. */
export function roundUsd(usd: number): number {
  return Math.round(usd * 1e8) / 1e8;
}
