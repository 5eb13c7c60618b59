/** Steps of a training, evenly spaced in their logarithm. */
export function logSteps(count: number, last: number): number[] {
  const steps = Array.from({ length: count }, (_, i) => Math.round((last + 1) ** (i / (count - 1)) - 1));
  return [...new Set(steps)];
}
