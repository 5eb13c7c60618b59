import type { Box, Point } from "../wire/wire.ts";
import type { Spline } from "./graph.ts";

/** So far from the side of the window, as a share of it, an outer piece is taken hold of. */
const INSET = 0.02;

/** Where the outer pieces can be taken hold of, left and right: as far out as they are seen; null where they are not. */
export function ends({ window, vertices, lines }: Spline): (Point | null)[] {
  const [x0, x1] = window;
  const inset = INSET * (x1 - x0);
  const [first, last] = [lines[0], lines[lines.length - 1]];
  const inner = vertices.length > 2;
  return [
    outermost(window, first, x0 + inset, inner ? vertices[1][0] : x1 - inset),
    outermost(window, last, x1 - inset, inner ? vertices[vertices.length - 2][0] : x0 + inset),
  ];
}

/** The point of a line within the window that is the nearest to x = outer, on this side of x = inner. */
function outermost([, , y0, y1]: Box, [slope, intercept]: Point, outer: number, inner: number): Point | null {
  const height = slope * outer + intercept;
  const inset = INSET * (y1 - y0);
  const [low, high] = [y0 + inset, y1 - inset];
  if (height >= low && height <= high) return [outer, height];
  const limit = height < low ? low : high;
  const x = (limit - intercept) / slope;
  return (x - outer) * (x - inner) < 0 ? [x, limit] : null;
}
