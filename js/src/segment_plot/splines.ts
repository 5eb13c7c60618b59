import { decode } from "../wire/decode.ts";
import type { Box, Point, Segment, WireSegment } from "../wire/wire.ts";

/** The graphs along a segment, read. */
export interface Splines extends Omit<WireSegment, "positions" | "layers" | "values" | "zeros" | "changes"> {
  readonly positions: Float64Array;
  readonly layers: Uint16Array;
  /** A row for each output that is drawn. */
  readonly values: readonly Float64Array[];
  /** Where an output is zero. */
  readonly zeros: readonly Point[];
  readonly changes: Float64Array;
}

export function readSplines(wire: WireSegment): Splines {
  const positions = decode(wire.positions, ["float64"]);
  const all = decode(wire.values, ["float64"]);
  const zeros = decode(wire.zeros, ["float64"]);
  const rows = wire.outputs.map((_, i) => all.subarray(i * positions.length, (i + 1) * positions.length));
  return {
    ...wire,
    positions,
    layers: decode(wire.layers, ["uint16"]),
    values: rows,
    zeros: Array.from({ length: zeros.length / 2 }, (_, i): Point => [zeros[2 * i + 1], 0]),
    changes: decode(wire.changes, ["float64"]),
  };
}

/** Of each output at a distance from the start: what lies on its line. */
export function valuesAt({ positions, values }: Splines, at: number): number[] {
  let piece = 0;
  while (piece < positions.length - 2 && positions[piece + 1] < at) piece++;
  const share = (at - positions[piece]) / (positions[piece + 1] - positions[piece]);
  return values.map((row) => row[piece] + share * (row[piece + 1] - row[piece]));
}

/** The predicted class at a distance; null where outputs are no scores of classes. */
export function classAt({ classes, changes }: Splines, at: number): number | null {
  return classes.length > 0 ? classes[changes.filter((change) => change <= at).length] : null;
}

/** Room above and below all that is drawn, as a share of its height. */
const MARGIN = 0.08;

/** All of the plane that has something on it. */
export function windowOf({ values, length }: Splines): Box {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of values)
    for (const value of row) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const margin = MARGIN * (high - low || 1);
  return [0, length, low - margin, high + margin];
}

/** The place on the slice at a distance from the start. */
export function placeAt([[u0, v0], [u1, v1]]: Segment, length: number, at: number): Point {
  const share = at / length;
  return [u0 + share * (u1 - u0), v0 + share * (v1 - v0)];
}

/** From farther away than this share of a segment's length, nobody points at it. */
const NEAR = 0.05;

/** The distance from the start of the place on a segment that is nearest to a point of the slice; null far from it. */
export function nearestOn([[u0, v0], [u1, v1]]: Segment, length: number, [u, v]: Point): number | null {
  const [du, dv] = [u1 - u0, v1 - v0];
  const square = du * du + dv * dv;
  const share = ((u - u0) * du + (v - v0) * dv) / square;
  const away = Math.hypot(u - u0 - share * du, v - v0 - share * dv) / Math.sqrt(square);
  return share < 0 || share > 1 || away > NEAR ? null : share * length;
}
