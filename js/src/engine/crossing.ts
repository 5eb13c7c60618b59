/**
 * Crossing of two lines that meet at a small angle: `planar/crossing.py`. From positions, which are rounded, the place is
 * known to rounding over the angle. The lines are zero sets of two units, and all that is needed of these are
 * determinants of their values at old vertices, in twice as many digits.
 */
import type { Born } from "./chord_ends.ts";

/** Sines of angles that are small: at larger ones rounding is far below what is taken for zero. */
export const SMALL = 1 / 64;
// Splits a number into two halves, whose products are exact.
const SPLITTER = 2 ** 27 + 1;

/** Where, from `p` (0) to `q` (1), the zero set of `other` crosses the chord of `unit`; NaN where it does not. */
export function crossing(
  values: Float64Array,
  units: number,
  born: Born,
  p: number,
  q: number,
  unit: number,
  other: number,
): number {
  const here = atZero(values, units, born, p, unit, other);
  const there = atZero(values, units, born, q, unit, other);
  return here * there < 0 ? here / (here - there) : Number.NaN;
}

/** The value of `other` at a vertex that is a zero of `unit`. */
function atZero(
  values: Float64Array,
  units: number,
  born: Born,
  vertex: number,
  unit: number,
  other: number,
): number {
  if (vertex < born.old) return values[vertex * units + other];
  const a = born.of[2 * (vertex - born.old)] * units;
  const b = born.of[2 * (vertex - born.old) + 1] * units;
  const change = values[b + unit] - values[a + unit];
  return determinant(values[a + other], values[b + other], values[a + unit], values[b + unit]) / change;
}

/** a d - b c, good to its last digits where it cancels. */
function determinant(a: number, b: number, c: number, d: number): number {
  return a * d - b * c + (lost(a, d) - lost(b, c));
}

/** What rounding takes from a product (Dekker, A floating-point technique for extending the available precision). */
function lost(x: number, y: number): number {
  const [high, top] = [upper(x), upper(y)];
  const [low, bottom] = [x - high, y - top];
  return high * top - x * y + high * bottom + low * top + low * bottom;
}

function upper(x: number): number {
  const large = SPLITTER * x;
  return large - (large - x);
}
