import { decode } from "../wire/decode.ts";
import type { Picture } from "../wire/picture.ts";
import type { Point, WirePlane } from "../wire/wire.ts";

/** The input of a network at a point of a plane. */
export function inputAt({ origin, axes }: WirePlane, [u, v]: Point): Float64Array {
  const [from, along] = [decode(origin, ["float64"]), decode(axes, ["float64"])];
  return from.map((x, i) => x + u * along[i] + v * along[from.length + i]);
}

/** Thinner tiles, in shares of the window, are no wider than what positions are rounded by. */
const THIN = 1e-6;

/** The center of mass of a tile on the slice; null where there is none, or the tile is too thin for it to be known. */
export function centerOf(picture: Picture, tile: number): Point | null {
  if (tile < 0 || tile >= picture.tileCount) return null;
  const { tileOffsets, tileVertices, positions, window } = picture;
  const [first, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
  const corner = (i: number): Point => {
    const vertex = tileVertices[i];
    return [positions[2 * vertex], positions[2 * vertex + 1]];
  };
  // By triangles from the first corner, whose areas are differences of near numbers where a tile is small.
  const [x0, y0] = corner(first);
  let [area, x, y, around] = [0, 0, 0, 0];
  for (let i = first; i < end; i++) {
    const [from, to] = [corner(i), corner(i + 1 < end ? i + 1 : first)];
    around += Math.hypot(to[0] - from[0], to[1] - from[1]);
  }
  for (let i = first + 1; i + 1 < end; i++) {
    const [ax, ay] = [corner(i)[0] - x0, corner(i)[1] - y0];
    const [bx, by] = [corner(i + 1)[0] - x0, corner(i + 1)[1] - y0];
    const twice = ax * by - ay * bx;
    area += twice;
    x += twice * (ax + bx);
    y += twice * (ay + by);
  }
  const [u0, u1, v0, v1] = window;
  // Twice the area by the length around it is the radius of a disc that fits about in it.
  if (!(area > THIN * around)) return null;
  return [u0 + (x0 + x / (3 * area)) * (u1 - u0), v0 + (y0 + y / (3 * area)) * (v1 - v0)];
}
