// Written by `make wire` from splinewidgets/pictures/wire_types/manifold.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Triple } from "./space.ts";

export type ManifoldLayer = "tiles" | "wire" | "degenerate" | "samples" | "data";

/** Principal components, or the numbers of the outputs along the axes. */
export type Axes = "pca" | readonly [x: number, y: number, z: number];

/**
 * The images of the tiles of the explorer's picture of this number, flat polygons, along two or three axes.
 *
 * Its V vertices are those of the picture, in the same order.
 *
 * The unit is the largest side of the box around them, and the origin its middle, so that lengths and areas
 * look right.
 */
export interface WireManifold {
  id: number;
  /**
   * (V, 3) float32. The image of each vertex; with two axes z is the latent u, -0.5..0.5, by which folded
   * sheets are parted.
   */
  positions: WireArray;
  /** An output is center + extent position. */
  center: Triple;
  extent: number;
  /** The names of the axes, two or three. */
  labels: string[];
  /** (D,) uint32. Tiles whose images have no area. */
  degenerate: WireArray;
}

/** Points in the world of the manifold with this number; for another one they mean nothing. */
export interface WirePoints {
  manifold: number;
  /** (n, 3) float32. z as in `positions` of the manifold; 0 for data with two axes. */
  points: WireArray;
}

/** An output as an image of D numbers. */
export interface WireOutput {
  /** [height, width] or [height, width, 3]. */
  shape: number[];
  /** (D,) uint8. */
  pixels: WireArray;
}

/** What the generator makes of the latent that is pointed at. */
export interface WirePointed {
  manifold: number;
  at: Triple;
  picture?: WireOutput;
  /** Nobody points anywhere: this is the middle of the window. */
  resting: boolean;
}
