import { place, type Size, toSlice } from "../canvas/box.ts";
import type { Picture } from "../wire/picture.ts";
import type { Box, ChosenUnit, Point } from "../wire/wire.ts";

/** A point on the line of a unit. */
export interface Picked {
  readonly unit: ChosenUnit;
  /** On the slice. */
  readonly at: Point;
  /** In pixels from where it was looked for. */
  readonly distance: number;
  /** No line of another unit is as near as it was looked for. */
  readonly alone: boolean;
}

/** The nearest line of one of the visible layers within so many pixels of a pixel. */
export function pickLine(
  picture: Picture,
  visible: readonly number[],
  box: Box,
  size: Size,
  pixel: Point,
  reach: number,
): Picked | null {
  const { edges, edgeLayers, edgeUnits, positions } = picture;
  const { scale, offset } = place(picture.window, box);
  // From window coordinates to pixels, without an array for each of what may be a million edges.
  const [ax, bx] = [scale[0] * size.width, offset[0] * size.width];
  const [ay, by] = [-scale[1] * size.height, (1 - offset[1]) * size.height];
  const shown = new Uint8Array(256);
  for (const layer of visible) shown[layer] = 1;
  const [x, y] = pixel;
  const nearest = { square: reach * reach, edge: -1, at: pixel };
  const near = new Set<number>();
  for (let i = 0; i < edgeLayers.length; i++) {
    if (!shown[edgeLayers[i]]) continue;
    const [from, to] = [2 * edges[2 * i], 2 * edges[2 * i + 1]];
    const x0 = ax * positions[from] + bx - x;
    const x1 = ax * positions[to] + bx - x;
    if ((x0 > reach && x1 > reach) || (x0 < -reach && x1 < -reach)) continue;
    const y0 = ay * positions[from + 1] + by - y;
    const y1 = ay * positions[to + 1] + by - y;
    if ((y0 > reach && y1 > reach) || (y0 < -reach && y1 < -reach)) continue;
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length = dx * dx + dy * dy;
    const share = length > 0 ? Math.min(1, Math.max(0, -(x0 * dx + y0 * dy) / length)) : 0;
    const [px, py] = [x0 + share * dx, y0 + share * dy];
    const square = px * px + py * py;
    if (square > reach * reach) continue;
    near.add(edgeLayers[i] * 2 ** 32 + edgeUnits[i]);
    if (square > nearest.square) continue;
    Object.assign(nearest, { square, edge: i, at: [x + px, y + py] });
  }
  if (nearest.edge < 0) return null;
  return {
    unit: [edgeLayers[nearest.edge], edgeUnits[nearest.edge]],
    at: toSlice(box, nearest.at, size),
    distance: Math.sqrt(nearest.square),
    alone: near.size === 1,
  };
}
