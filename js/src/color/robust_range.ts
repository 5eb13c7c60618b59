type Range = readonly [number, number];

/** As `robust_range` of splinewidgets/pictures/color_range.py. */
const OUTLIERS = 0.01;
const MOST_RATIO = 1e6;
const ONE_VALUE = 1e-9;

/** The range of most values: the extremes of either end are cut off; never empty, positive if logarithmic. */
export function robustRange(values: Float32Array, logarithmic: boolean): Range {
  const usable = values.filter((value) => Number.isFinite(value) && (value > 0 || !logarithmic)).sort();
  if (usable.length === 0) return logarithmic ? [0.1, 1] : [0, 1];
  let low = quantile(usable, OUTLIERS);
  const high = quantile(usable, 1 - OUTLIERS);
  if (!logarithmic) return high > low ? [low, high] : [low - 0.5, low + 0.5];
  low = Math.max(low, high / MOST_RATIO);
  return high > low * (1 + ONE_VALUE) ? [low, high] : [low / 2, low * 2];
}

/** Between the two entries, in ascending order, where it falls, as numpy has it. */
function quantile(sorted: Float32Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
