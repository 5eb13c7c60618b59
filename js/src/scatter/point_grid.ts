import type { Point } from "../wire/wire.ts";

/** About so many points share a cell where they lie evenly. */
const PER_CELL = 4;
const MOST_CELLS = 512; // a side
/** Of a direction: points further aside than ahead lie in another one. */
const ASIDE = 1;

type Accepts = (index: number) => boolean;

/** Points in the cells of a grid, to find the one that is nearest to a place. */
export class PointGrid {
  private readonly side: number;
  private readonly low: Point;
  private readonly cell: Point;
  /** Points ordered by their cell, and where each cell begins among them. */
  private readonly order: Uint32Array;
  private readonly starts: Uint32Array;

  /** `points` are (n, 2), finite. */
  constructor(private readonly points: Float32Array) {
    const count = points.length / 2;
    this.side = Math.min(MOST_CELLS, Math.max(1, Math.ceil(Math.sqrt(count / PER_CELL))));
    const [[x0, x1], [y0, y1]] = [extremes(points, 0), extremes(points, 1)];
    this.low = [x0, y0];
    this.cell = [(x1 - x0) / this.side || 1, (y1 - y0) / this.side || 1];
    this.starts = new Uint32Array(this.side * this.side + 1);
    const cells = Uint32Array.from({ length: count }, (_, i) =>
      this.cellOf(points[2 * i], points[2 * i + 1]),
    );
    for (const cell of cells) this.starts[cell + 1]++;
    for (let i = 1; i < this.starts.length; i++) this.starts[i] += this.starts[i - 1];
    const next = this.starts.slice();
    this.order = new Uint32Array(count);
    cells.forEach((cell, i) => {
      this.order[next[cell]++] = i;
    });
  }

  /** The accepted point nearest to `at`, no further than `within`; -1 where there is none. */
  nearest(at: Point, accepts: Accepts, within = Number.POSITIVE_INFINITY): number {
    const { side, cell } = this;
    const [column, row] = [this.column(at[0], 0), this.column(at[1], 1)];
    const step = Math.min(...cell);
    let [best, least] = [-1, within * within];
    for (let ring = 0; ring < side; ring++) {
      // Whoever is in this ring of cells, or further out, is at least so far away.
      if (((ring - 1) * step) ** 2 > least && ring > 0) break;
      for (let j = Math.max(0, row - ring); j <= Math.min(side - 1, row + ring); j++) {
        const whole = Math.abs(j - row) === ring;
        for (let i = column - ring; i <= column + ring; i += whole || ring === 0 ? 1 : 2 * ring) {
          if (i < 0 || i >= side) continue;
          const cell = j * side + i;
          for (let k = this.starts[cell]; k < this.starts[cell + 1]; k++) {
            const index = this.order[k];
            const square = this.square(at, index);
            if (square <= least && (square < least || best < 0) && accepts(index))
              [best, least] = [index, square];
          }
        }
      }
    }
    return best;
  }

  /** The accepted point that comes next from `from` in a direction, one of length 1; -1 where there is none. */
  next(from: Point, [dx, dy]: Point, accepts: Accepts): number {
    const { points } = this;
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    for (let i = 0; i < points.length / 2; i++) {
      const [x, y] = [points[2 * i] - from[0], points[2 * i + 1] - from[1]];
      const ahead = x * dx + y * dy;
      const aside = Math.abs(x * dy - y * dx);
      if (!(ahead > 0) || aside > ASIDE * ahead) continue;
      const square = x * x + y * y;
      if (square < least && accepts(i)) [best, least] = [i, square];
    }
    return best;
  }

  private square(at: Point, index: number): number {
    return (this.points[2 * index] - at[0]) ** 2 + (this.points[2 * index + 1] - at[1]) ** 2;
  }

  private column(value: number, axis: 0 | 1): number {
    const column = Math.floor((value - this.low[axis]) / this.cell[axis]);
    return Math.min(this.side - 1, Math.max(0, column || 0));
  }

  private cellOf(x: number, y: number): number {
    return this.column(y, 1) * this.side + this.column(x, 0);
  }
}

/** The least and the largest coordinate along an axis; 0 and 0 where there are no points. */
export function extremes(points: ArrayLike<number>, axis: 0 | 1): [number, number] {
  let [lo, hi] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = axis; i < points.length; i += 2) {
    lo = Math.min(lo, points[i]);
    hi = Math.max(hi, points[i]);
  }
  return lo <= hi ? [lo, hi] : [0, 0];
}
