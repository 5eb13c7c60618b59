/** So many of the data may have no others near. As many are told of samples that are spread as the data are. */
const LONELY = 0.01;
/** Squares are tried from the size of all the data down to 2^-12 of it, by half a power of two each. */
const SIZES = 24;
/** Beyond the columns of squares of any size. */
const COLUMNS = 2 ** 26;

/**
 * Which of the points, (N, 2), lie where no data are: farther from all of them than the data are from each other.
 *
 * Near is what lies in the same square or in one of the eight around it, of squares that are as small as they can be
 * with 99 % of the data still near others. With few data they are large, and little is away. Null for less than two
 * different data.
 */
export function awayFrom(data: Float32Array, points: Float32Array): Uint8Array | null {
  const extent = Math.max(rangeOf(data, 0), rangeOf(data, 1));
  if (!(extent > 0)) return null;
  const squares = (size: number) => new Squares(data, extent * Math.SQRT1_2 ** size);
  // With size 0 all are near each other.
  let [fine, coarse] = [SIZES, 0];
  while (fine - coarse > 1) {
    const middle = (fine + coarse) >> 1;
    if (squares(middle).lonely <= LONELY) coarse = middle;
    else fine = middle;
  }
  const fitting = squares(coarse);
  return Uint8Array.from({ length: points.length / 2 }, (_, i) =>
    fitting.near(points[2 * i], points[2 * i + 1]) === 0 ? 1 : 0,
  );
}

/** How many of some points lie in each of the squares that there are any in. */
class Squares {
  private readonly counts = new Map<number, number>();

  constructor(
    private readonly points: Float32Array,
    private readonly side: number,
  ) {
    for (let i = 0; i < points.length; i += 2) {
      const square = this.square(points[i], points[i + 1]);
      this.counts.set(square, (this.counts.get(square) ?? 0) + 1);
    }
  }

  /** The share of the points without another near. */
  get lonely(): number {
    const { points } = this;
    let count = 0;
    for (let i = 0; i < points.length; i += 2) if (this.near(points[i], points[i + 1]) === 1) count += 1;
    return (2 * count) / points.length;
  }

  /** How many points are near a place. */
  near(x: number, y: number): number {
    const middle = this.square(x, y);
    let count = 0;
    for (const down of [-COLUMNS, 0, COLUMNS])
      for (const across of [-1, 0, 1]) count += this.counts.get(middle + down + across) ?? 0;
    return count;
  }

  private square(x: number, y: number): number {
    const { points, side } = this;
    return Math.floor((y - points[1]) / side) * COLUMNS + Math.floor((x - points[0]) / side);
  }
}

function rangeOf(points: Float32Array, coordinate: 0 | 1): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = coordinate; i < points.length; i += 2) {
    low = Math.min(low, points[i]);
    high = Math.max(high, points[i]);
  }
  return high - low;
}
