// Written by `make wire` from splinewidgets/pictures/wire_types/space.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Pair, Range } from "./picture.ts";

export type SurfaceLayer = "tessellation" | "surface" | "wire" | "data" | "residuals";

/** In the world of what is shown. */
export type Triple = readonly [x: number, y: number, z: number];

/**
 * An eye at `distance` from `target`, in units of the world; angles in radians.
 *
 * A surface's unit is the width of its window, and its origin the middle of the window at the height of
 * `height_range[0]`: x runs along u, y along v, z upwards. A manifold's is the largest side of the box around
 * it, and its origin the middle of that box.
 */
export interface WireCamera {
  azimuth: number;
  elevation: number;
  distance: number;
  target: Triple;
}

/** The graph of one output over the tiles of the explorer's picture of this number, which has V vertices. */
export interface WireSurface {
  id: number;
  /**
   * (V,) float32. The output at each vertex, 0 for the lowest and 1 for the highest of them: in a small
   * window outputs differ by less than float32 tells apart.
   */
  heights: WireArray;
  /** These two. */
  lowest_and_highest: Range;
  /** Drawn from the floor of the surface to its top. */
  height_range: Range;
  /** The name of the output. */
  label: string;
  /** The names of the two axes of the window. */
  axes: Pair;
}

/** N training data over the window. */
export interface WireData {
  /** (N, 2) float32. In window coordinates. */
  points: WireArray;
  /** (N,) float64. The output at each. */
  predictions: WireArray;
  /** (N,) float64. In units of the output; without them points lie on the surface. */
  targets?: WireArray;
}
