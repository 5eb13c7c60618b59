/** A window of a slice: the input at (u, v) is origin + u axes[0] + v axes[1]. */
import { EngineError, type Program } from "./program.ts";

export interface Window {
  /** (D) */
  readonly origin: Float64Array;
  /** (2, D) */
  readonly axes: Float64Array;
  /** (n, 2), counter-clockwise and convex. */
  readonly corners: Float64Array;
}

/** The corners of a rectangle. */
export function rectangle(u0: number, u1: number, v0: number, v1: number): Float64Array {
  return Float64Array.of(u0, v0, u1, v0, u1, v1, u0, v1);
}

/** A window of inputs with two entries that are (u, v) themselves. */
export function box(u0: number, u1: number, v0: number, v1: number): Window {
  return {
    origin: Float64Array.of(0, 0),
    axes: Float64Array.of(1, 0, 0, 1),
    corners: rectangle(u0, u1, v0, v1),
  };
}

/** Refuses a window that does not fit the network's inputs, or is none. */
export function checkWindow({ origin, axes, corners }: Window, { widths, inputShape }: Program): void {
  const width = widths[0];
  if (origin.length !== width || axes.length !== 2 * width) {
    throw new EngineError(
      `The slice lies in inputs of ${origin.length} numbers. The network takes inputs of shape ` +
        `(${inputShape.join(", ")}). Build the slice from inputs of that shape.`,
    );
  }
  let area = 0;
  for (let i = 0; i < corners.length; i += 2) {
    const k = (i + 2) % corners.length;
    area +=
      (corners[i] - corners[0]) * (corners[k + 1] - corners[1]) -
      (corners[k] - corners[0]) * (corners[i + 1] - corners[1]);
  }
  const finite = [origin, axes, corners].every((array) => array.every(Number.isFinite));
  if (!finite || !(area > 0)) {
    throw new EngineError(
      `The window has ${finite ? "no area" : "numbers that are NaN or infinite"}. It must be a convex polygon, its ` +
        "corners in counter-clockwise order. Take a larger window.",
    );
  }
}

/** The inputs (n, D) at points (n, 2). */
export function embed(
  { origin, axes }: Window,
  points: Float64Array,
  rows = points.length / 2,
): Float64Array {
  const width = origin.length;
  const inputs = new Float64Array(rows * width);
  for (let i = 0; 2 * i < points.length; i++) {
    const [u, v] = [points[2 * i], points[2 * i + 1]];
    for (let k = 0; k < width; k++) inputs[i * width + k] = origin[k] + u * axes[k] + v * axes[width + k];
  }
  return inputs;
}
