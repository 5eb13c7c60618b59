/**
 * The least window in which rounding moves nothing that is drawn, and the refusal of a smaller one:
 * `subdivision/resolution.py`.
 */
import { compute, preActivations, type Values } from "./evaluate.ts";
import { EngineError, isKnot, type Program } from "./program.ts";
import { EPSILON, PROBES, Probes, SAFE_ROUNDOFF, summands } from "./rounding.ts";
import type { Window } from "./window.ts";

// The share of a window's width by which rounding may move a line.
const MOVED = 2e-3;
// Changes of so many units in the last place are no changes: a layer of constants has them.
const NOISE = 64;
// Where most values at the input zero are within so many `SAFE_ROUNDOFF` of the changes over the window, it is too large.
const LOST = 10;
const LEAST_SIZE = SAFE_ROUNDOFF / MOVED;

/** Refuses a window whose inputs differ too little. */
export function checkWindowResolved({ origin, axes, corners }: Window): void {
  const width = origin.length;
  const norm = (at: (k: number) => number) => {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += at(k) ** 2;
    return Math.sqrt(sum);
  };
  const length = norm((k) => axes[k]);
  let along = 0;
  for (let k = 0; k < width; k++) along += (axes[k] * axes[width + k]) / length ** 2;
  const height = norm((k) => axes[width + k] - along * axes[k]);
  const reach = norm((k) => axes[width + k]);
  let magnitude = 0;
  // Corners in a frame of the plane, of which the least width is that across a side.
  const places: [number, number][] = [];
  for (let i = 0; i < corners.length; i += 2) {
    const [u, v] = [corners[i], corners[i + 1]];
    magnitude = Math.max(magnitude, Math.abs(u) * length + Math.abs(v) * reach);
    places.push([(u + along * v) * length, v * height]);
  }
  magnitude += norm((k) => origin[k]);
  let least = Number.POSITIVE_INFINITY;
  places.forEach(([x, y], i) => {
    const [x1, y1] = places[(i + 1) % places.length];
    const across = places.map(
      ([px, py]) => ((x1 - x) * (py - y) - (y1 - y) * (px - x)) / Math.hypot(x1 - x, y1 - y),
    );
    least = Math.min(least, Math.max(...across));
  });
  if (!(least >= LEAST_SIZE * magnitude)) {
    throw new EngineError(
      `The window is ${(least / magnitude).toExponential(1)} of its inputs' size. ` +
        `Nothing below ${LEAST_SIZE.toExponential(1)} is resolved. Take a larger window.`,
    );
  }
}

/** Sizes of a layer's values at the input zero, of those that are not zero there but for rounding: -1 in their place. */
const sizesAtZero = new WeakMap<Program, Float64Array[]>();

function atZero(program: Program): Float64Array[] {
  let found = sizesAtZero.get(program);
  if (found) return found;
  found = [];
  sizesAtZero.set(program, found);
  const probes = new Probes();
  const rows = 1 + PROBES;
  const values: Values = [new Float64Array(rows * program.widths[0])];
  probes.attach(values[0]!, 1, program.widths[0]);
  for (const step of program.steps) {
    if (isKnot(step)) {
      const { z, width } = preActivations(program, step, values, rows);
      const sizes = summands(z, 1, width);
      found[step.layer] = sizes.map((size, k) => {
        const value = Math.abs(z[k]);
        return value <= NOISE * EPSILON * size ? -1 : value;
      });
    }
    values[step.out] = compute(program, step, values, rows, false);
    if (step.kind === "affine") probes.move(values[step.out]!, 1, program.widths[step.out]);
  }
  return found;
}

/**
 * Refuses a window over which the values of a layer change too little, or too much.
 *
 * @param z (V, width), of which some rows are those of the window's corners
 * @param sizes what their rounding is relative to
 */
export function checkLayerResolved(
  program: Program,
  layer: number,
  z: Float64Array,
  width: number,
  corners: readonly number[],
  sizes: Float64Array,
  maxima: boolean,
): void {
  const zero = atZero(program)[layer];
  const lost = LOST * SAFE_ROUNDOFF;
  let relative = 0;
  let [biased, small, crossing] = [0, 0, false];
  for (let k = 0; k < width; k++) {
    let [low, high] = [z[corners[0] * width + k], z[corners[0] * width + k]];
    for (const corner of corners) {
      const value = z[corner * width + k];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const change = high - low;
    if (sizes[k] > 0) {
      relative = Math.max(relative, change / sizes[k]);
      const tolerance = SAFE_ROUNDOFF * sizes[k];
      if (low <= tolerance && high >= -tolerance) crossing = true;
    }
    if (zero[k] >= 0 && change > 0) {
      biased++;
      if (zero[k] <= lost * change) small++;
    }
  }
  if (small > biased / 2) {
    throw new EngineError(
      `Over the window the values of layer ${layer} (${program.layers[layer].name}) change by more than ` +
        `${(1 / lost).toExponential(0)} times what they are at zero. They cannot be told apart there. ` +
        "Take a smaller window.",
    );
  }
  if (!maxima && crossing && relative < LEAST_SIZE && relative > NOISE * EPSILON) {
    throw new EngineError(
      `Over the window the values of layer ${layer} (${program.layers[layer].name}) change by ` +
        `${relative.toExponential(1)} of their size. Nothing below ${LEAST_SIZE.toExponential(1)} is resolved. ` +
        "Take a larger window.",
    );
  }
}
