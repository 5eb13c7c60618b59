import type { Box } from "../wire/wire.ts";

/** Bins along the mean side of the bounds. The density of two pictures with the same bounds is equally smooth. */
const FINENESS = 200;
/** Bins on either side over which each of three passes takes the mean: together nearly a Gaussian of 2.4 bins. */
const REACH = 2;
const PASSES = 3;
/** A window so much larger than its bounds, along a side, is divided into no more than so many bins. */
const MOST = 1000;

/** Points per area in a window, as a share of all points: bins from left to right and from the top down. */
export class Density {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
  private readonly spare: Float32Array;

  constructor(
    private readonly window: Box,
    bounds: Box,
  ) {
    const [width, height] = [window[1] - window[0], window[3] - window[2]];
    const bin = Math.sqrt((bounds[1] - bounds[0]) * (bounds[3] - bounds[2])) / FINENESS;
    this.columns = Math.max(1, Math.min(MOST, Math.round(width / bin)));
    this.rows = Math.max(1, Math.min(MOST, Math.round(height / bin)));
    this.values = new Float32Array(this.columns * this.rows);
    this.spare = new Float32Array(this.columns * this.rows);
  }

  /** The density at (x, y); 0 beyond the window. */
  at(x: number, y: number): number {
    const [x0, x1, y0, y1] = this.window;
    const column = Math.floor(((x - x0) / (x1 - x0)) * this.columns);
    const row = Math.floor(((y1 - y) / (y1 - y0)) * this.rows);
    const inside = column >= 0 && column < this.columns && row >= 0 && row < this.rows;
    return inside ? this.values[row * this.columns + column] : 0;
  }

  /** Counts these of the points, (N, 2), and smooths the counts; returns the largest density. */
  count(points: Float32Array, chosen: Uint32Array): number {
    const { columns, rows, values, spare, window } = this;
    const [x0, x1, y0, y1] = window;
    const [across, down] = [columns / (x1 - x0), rows / (y1 - y0)];
    const each = (across * down) / Math.max(1, chosen.length);
    values.fill(0);
    for (let n = 0; n < chosen.length; n++) {
      const column = Math.floor((points[2 * chosen[n]] - x0) * across);
      const row = Math.floor((y1 - points[2 * chosen[n] + 1]) * down);
      if (column >= 0 && column < columns && row >= 0 && row < rows) values[row * columns + column] += each;
    }
    for (let pass = 0; pass < PASSES; pass++) {
      for (let row = 0; row < rows; row++) mean(values, spare, row * columns, 1, columns);
      for (let column = 0; column < columns; column++) mean(spare, values, column, columns, rows);
    }
    let largest = 0;
    for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]);
    return largest;
  }
}

/** The running mean along one line of the grid; there is nothing beyond its ends. */
function mean(from: Float32Array, to: Float32Array, first: number, stride: number, length: number): void {
  let sum = 0;
  for (let i = 0; i < Math.min(REACH, length); i++) sum += from[first + i * stride];
  for (let i = 0; i < length; i++) {
    if (i + REACH < length) sum += from[first + (i + REACH) * stride];
    if (i - REACH - 1 >= 0) sum -= from[first + (i - REACH - 1) * stride];
    to[first + i * stride] = Math.max(0, sum) / (2 * REACH + 1);
  }
}
