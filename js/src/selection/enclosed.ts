import { ancestors } from "../wire/ancestors.ts";
import type { Picture } from "../wire/picture.ts";
import { areasOf } from "../wire/tile_areas.ts";
import type { Point } from "../wire/wire.ts";

/** The centroid of each tile x, y in window coordinates, as good as its corners. */
export function centroidsOf({ positions, tileOffsets, tileVertices, tileCount }: Picture): Float64Array {
  const centroids = new Float64Array(2 * tileCount);
  for (let tile = 0; tile < tileCount; tile++) {
    const [first, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
    const [x0, y0] = [positions[2 * tileVertices[first]], positions[2 * tileVertices[first] + 1]];
    let [sum, x, y] = [0, 0, 0];
    for (let i = first + 1; i + 1 < end; i++) {
      const [a, b] = [2 * tileVertices[i], 2 * tileVertices[i + 1]];
      const [ax, ay, bx, by] = [
        positions[a] - x0,
        positions[a + 1] - y0,
        positions[b] - x0,
        positions[b + 1] - y0,
      ];
      const area = ax * by - bx * ay;
      sum += area;
      x += area * (ax + bx);
      y += area * (ay + by);
    }
    // A sliver may have no area in float32.
    centroids[2 * tile] = x0 + (sum > 0 ? x / (3 * sum) : 0);
    centroids[2 * tile + 1] = y0 + (sum > 0 ? y / (3 * sum) : 0);
  }
  return centroids;
}

/**
 * The tiles whose centroids lie within a loop of points x, y in window coordinates, in rising order.
 *
 * @param depth the tiles after so many layers count, with all that lie in them
 */
export function enclosed(picture: Picture, loop: readonly Point[], depth: number): number[] {
  const { tileCount } = picture;
  const centroids = centroidsOf(picture);
  const within = (x: number, y: number) => encloses(loop, x, y);
  const found: number[] = [];
  if (depth === Number.POSITIVE_INFINITY) {
    for (let tile = 0; tile < tileCount; tile++)
      if (within(centroids[2 * tile], centroids[2 * tile + 1])) found.push(tile);
    return found;
  }
  const { count, of } = ancestors(picture, depth);
  const areas = areasOf(picture);
  const [x, y, whole] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let tile = 0; tile < tileCount; tile++) {
    // What has no area does not move a centroid, unless there is nothing else.
    const area = Math.max(areas[tile], Number.MIN_VALUE);
    x[of[tile]] += area * centroids[2 * tile];
    y[of[tile]] += area * centroids[2 * tile + 1];
    whole[of[tile]] += area;
  }
  for (let tile = 0; tile < tileCount; tile++) {
    const all = of[tile];
    if (within(x[all] / whole[all], y[all] / whole[all])) found.push(tile);
  }
  return found;
}

/** By the even-odd rule. */
function encloses(loop: readonly Point[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = loop.length - 1; i < loop.length; j = i++) {
    const [ax, ay] = loop[j];
    const [bx, by] = loop[i];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}
