/** Data near a slice, nearest first: `pictures/scene/near_points.py`. */
import { formatCount } from "../color/numbers.ts";
import type { Box } from "../wire/wire.ts";
import { type Plane, placeOf } from "./plane.ts";

/** Data as they stand in a page: inputs (n, D), their classes, and which the network puts into another class. */
export interface Samples {
  readonly inputs: Float32Array;
  readonly labels: Uint8Array;
  readonly missed: Uint8Array;
  /** The distance from which on none is shown; null for one that is chosen for each slice. */
  readonly cutoff: number | null;
}

export interface NearPoints {
  /** In window coordinates, (k, 2). */
  readonly points: Float32Array;
  readonly labels: Uint8Array;
  readonly nearness: Float32Array;
  readonly missed: Uint8Array;
  /** What is said where not all near data are drawn; else nothing. */
  readonly leftOut: readonly string[];
}

// As in Python.
const MOST_SHOWN = 500;
const NEAR_SHARE = 0.25;
const NEAREST_SHARE = 0.05;

/** One of the data. */
export function sampleOf({ inputs }: Samples, row: number, width: number): Float64Array {
  return Float64Array.from(inputs.subarray(row * width, (row + 1) * width));
}

export function nearPoints(samples: Samples | null, plane: Plane, bounds: Box, reach: number): NearPoints {
  const width = plane.origin.length;
  const found: { row: number; u: number; v: number; distance: number }[] = [];
  const count = samples ? samples.labels.length : 0;
  const distances = new Float64Array(count);
  const [u0, u1, v0, v1] = bounds;
  for (let row = 0; row < count; row++) {
    const input = sampleOf(samples as Samples, row, width);
    const [u, v] = placeOf(plane, input);
    let squared = 0;
    for (let k = 0; k < width; k++) {
      const apart = input[k] - plane.origin[k] - u * plane.axes[k] - v * plane.axes[width + k];
      squared += apart * apart;
    }
    distances[row] = width > 2 ? Math.sqrt(squared) : 0;
    if (u >= u0 && u <= u1 && v >= v0 && v <= v1) found.push({ row, u, v, distance: distances[row] });
  }
  const cutoff = samples?.cutoff ?? Math.max(NEAR_SHARE * reach, quantile(distances, NEAREST_SHARE));
  const near = found.filter(({ distance }) => distance <= cutoff);
  near.sort((a, b) => a.distance - b.distance);
  // In the plane all are equally near, and data may be sorted by class: every so many of them.
  const every = width > 2 ? 1 : Math.max(1, near.length / MOST_SHOWN);
  const shown: typeof near = [];
  for (let i = 0; Math.floor(i * every) < near.length && i < MOST_SHOWN; i++)
    shown.push(near[Math.floor(i * every)]);
  return {
    points: Float32Array.from(shown.flatMap(({ u, v }) => [(u - u0) / (u1 - u0), (v - v0) / (v1 - v0)])),
    labels: Uint8Array.from(shown, ({ row }) => (samples as Samples).labels[row]),
    nearness: Float32Array.from(shown, ({ distance }) => (cutoff > 0 ? 1 - distance / cutoff : 1)),
    missed: Uint8Array.from(shown, ({ row }) => (samples as Samples).missed[row]),
    leftOut:
      shown.length < near.length
        ? [`data thinned: ${formatCount(shown.length)} of ${formatCount(near.length)} near ones drawn`]
        : [],
  };
}

function quantile(values: Float64Array, share: number): number {
  if (values.length === 0) return 0;
  const sorted = values.slice().sort();
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below] + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}
