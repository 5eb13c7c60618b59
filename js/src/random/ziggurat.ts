const STRIPS = 256;
/** Where the tail begins, and the area of each strip, under exp(-x^2 / 2). */
export const RADIUS = 3.6541528853610088;
const AREA = 0.004928673233974655;

/** Strips of equal area that cover the graph of exp(-x^2 / 2), for places of 52 bits within a strip. */
export interface Ziggurat {
  /** Of each strip, for one place. */
  readonly widths: Float64Array;
  /** Of the graph at the outer end of each strip. */
  readonly heights: Float64Array;
  /** Places below this are under the graph. */
  readonly inside: Float64Array;
}

export const TABLES = ziggurat();

function ziggurat(): Ziggurat {
  const [widths, heights, inside] = Array.from({ length: 3 }, () => new Float64Array(STRIPS));
  const places = 2 ** 52;
  const density = (x: number) => Math.exp((-x * x) / 2);
  // The lowest strip has the tail beside it, as if it were as much wider.
  const base = AREA / density(RADIUS);
  widths[0] = base / places;
  heights[0] = 1;
  inside[0] = Math.floor((RADIUS / base) * places);
  let outer = RADIUS;
  for (let i = STRIPS - 1; i > 0; i--) {
    widths[i] = outer / places;
    heights[i] = density(outer);
    const inner = i > 1 ? Math.sqrt(-2 * Math.log(AREA / outer + density(outer))) : 0;
    inside[i] = Math.floor((inner / outer) * places);
    outer = inner;
  }
  return { widths, heights, inside };
}
