/** How long an act takes, in milliseconds. */
export function timed(act: () => void): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}

export function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
