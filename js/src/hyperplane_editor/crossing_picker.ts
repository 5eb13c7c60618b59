import { place, type Size, toSlice } from "../canvas/box.ts";
import type { Box, Point } from "../wire/wire.ts";
import type { Arrangement } from "./arrangement.ts";

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
