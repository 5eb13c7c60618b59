import { affine, ToyNetwork } from "./network.ts";
import type { Random } from "./random.ts";

/**
 * A network whose hidden units fold at some of the inputs at random, and whose last layer fits each target's values.
 *
 * `first`: rows of a layer before those.
 */
export function fittedNetwork(
  hidden: readonly number[],
  inputs: number[][],
  targets: readonly number[][],
  random: Random,
  first: Float64Array[] = [],
): ToyNetwork {
  let features = inputs;
  const through = (rows: Float64Array[]) => {
    features = features.map((at) => rows.map((row) => Math.max(0, affine(row, at))));
    return rows;
  };
  const layers = [
    ...(first.length > 0 ? [through(first)] : []),
    ...hidden.map((units) => through(Array.from({ length: units }, () => foldThrough(features, random)))),
  ];
  return new ToyNetwork([...layers, targets.map((values) => leastSquares(features, values))]);
}

/** A unit of random direction that folds at one of the samples. */
function foldThrough(features: number[][], random: Random): Float64Array {
  const width = features[0].length;
  const row = Float64Array.from({ length: width + 1 }, () => random.normal() / Math.sqrt(width));
  row[width] = 0;
  row[width] = -affine(row, features[Math.floor(random.uniform() * features.length)]);
  return row;
}

/** Weights and, last, a bias that fit `values` by the rows of `features`, slightly damped. */
export function leastSquares(features: ArrayLike<number>[], values: number[], damping = 1e-3): Float64Array {
  const rows = features.map((row) => [...Array.from(row), 1]);
  const n = rows[0].length;
  const system = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (_, j) =>
      rows.reduce((sum, row) => sum + row[i] * row[j], i === j ? damping : 0),
    ),
    rows.reduce((sum, row, k) => sum + row[i] * values[k], 0),
  ]);
  for (let i = 0; i < n; i++) {
    const pivot = system
      .slice(i)
      .reduce((best, row, k) => (Math.abs(row[i]) > Math.abs(system[best][i]) ? i + k : best), i);
    [system[i], system[pivot]] = [system[pivot], system[i]];
    for (let k = 0; k < n; k++) {
      const factor = k === i ? 0 : system[k][i] / system[i][i];
      if (factor !== 0) system[k] = system[k].map((value, j) => value - factor * system[i][j]);
    }
  }
  return Float64Array.from(system, (row, i) => row[n] / row[i]);
}
