import { place, type Size, toSlice } from "../canvas/box.ts";
import type { Box, ChosenUnit, Point } from "../wire/wire.ts";
import type { Arrangement } from "./arrangement.ts";

/** A point on the line of a unit. */
export interface Picked {
  readonly unit: ChosenUnit;
  /** On the slice. */
  readonly at: Point;
  /** In pixels from where it was looked for. */
  readonly distance: number;
}

/** The nearest line of one of the visible layers within so many pixels of a pixel. */
export function pickLine(
  arrangement: Arrangement,
  visible: readonly number[],
  box: Box,
  size: Size,
  pixel: Point,
  reach: number,
): Picked | null {
  const { picture, edgeUnits } = arrangement;
  const { edges, edgeLayers } = picture;
  const toPixels = pixelsOf(arrangement, box, size);
  let best = reach;
  let found = -1;
  let at: Point = pixel;
  for (let i = 0; i < edgeLayers.length; i++) {
    if (!visible.includes(edgeLayers[i])) continue;
    const near = nearest(pixel, toPixels(edges[2 * i]), toPixels(edges[2 * i + 1]));
    const distance = Math.hypot(near[0] - pixel[0], near[1] - pixel[1]);
    if (distance > best) continue;
    best = distance;
    found = i;
    at = near;
  }
  if (found < 0) return null;
  return { unit: [edgeLayers[found], edgeUnits[found]], at: toSlice(box, at, size), distance: best };
}

/** Where lines of two layers meet, within so many pixels of a pixel, on the slice. */
export function pickCrossing(
  arrangement: Arrangement,
  box: Box,
  size: Size,
  pixel: Point,
  reach: number,
): Point | null {
  const { edges, edgeLayers } = arrangement.picture;
  const toPixels = pixelsOf(arrangement, box, size);
  const layers = new Map<number, number>();
  let best = reach;
  let found: Point | null = null;
  edges.forEach((vertex, i) => {
    const layer = edgeLayers[i >> 1];
    const before = layers.get(vertex) ?? layer;
    layers.set(vertex, before);
    if (before === layer) return;
    const there = toPixels(vertex);
    const distance = Math.hypot(there[0] - pixel[0], there[1] - pixel[1]);
    if (distance > best) return;
    best = distance;
    found = toSlice(box, there, size);
  });
  return found;
}

/** From a vertex of the picture to CSS pixels. */
function pixelsOf({ picture }: Arrangement, box: Box, { width, height }: Size): (vertex: number) => Point {
  const { scale, offset } = place(picture.window, box);
  const { positions } = picture;
  return (vertex) => [
    (offset[0] + scale[0] * positions[2 * vertex]) * width,
    (1 - offset[1] - scale[1] * positions[2 * vertex + 1]) * height,
  ];
}

/** The point of a segment that is nearest to another one. */
function nearest([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): Point {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const t = square > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
  return [ax + t * dx, ay + t * dy];
}
