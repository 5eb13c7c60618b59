/** As in splinewidgets/pictures/figures/statistics_figure.py. */
const MOST_BINS = 24;

/** Bins of one width, the bin of each value, and how many values there are in each bin. */
export interface Bins {
  readonly low: number;
  readonly width: number;
  readonly of: Uint32Array;
  readonly counts: Uint32Array;
  /** What the values are multiples of; 0 for nothing. */
  readonly step: number;
}

/** Values in at most 24 bins; multiples of a step in bins of so many steps, from half a step below. */
export function binned(values: Float32Array, step = 0): Bins {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (values.length === 0) [low, high] = [0, 1];
  let width = (high - low) / MOST_BINS || 1;
  let count = MOST_BINS;
  if (step > 0) {
    const steps = Math.round((high - low) / step) + 1;
    const together = Math.ceil(steps / MOST_BINS);
    width = step * together;
    count = Math.ceil(steps / together);
    low -= step / 2;
  }
  const of = Uint32Array.from(values, (value) =>
    Math.min(count - 1, Math.max(0, Math.floor((value - low) / width))),
  );
  return { low, width, of, counts: counted(of, of.keys(), count), step };
}

/** How many of some tiles there are in each bin. */
export function counted(of: Uint32Array, tiles: Iterable<number>, count: number): Uint32Array {
  const counts = new Uint32Array(count);
  for (const tile of tiles) counts[of[tile]] += 1;
  return counts;
}
