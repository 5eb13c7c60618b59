// Written by `make wire` from splinewidgets/pictures/wire_types/segment.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Point } from "./picture.ts";

/** The two ends, in (u, v) of the slice. */
export type Segment = readonly [start: Point, end: Point];

/**
 * The affine spline of each output along a segment; places on it are distances from its start, in input
 * units.
 */
export interface WireSegment {
  ends: Segment;
  length: number;
  /** (P,) float64. Ascending, from 0 to the length: where pieces begin and end. */
  positions: WireArray;
  /** (B,) uint16. Of the unit that bends the network at each position but the first and the last. */
  layers: WireArray;
  /** Those that are drawn. */
  outputs: number[];
  names: string[];
  /** (K, P) float64. Of each output at each position; straight lines between. */
  values: WireArray;
  /** (Z, 2) float64. The row of an output in `values`, and where it changes its sign. */
  zeros: WireArray;
  /** (S,) float64. Where the segment crosses the decision boundary. */
  changes: WireArray;
  /** The class before each of these, and after the last; none where outputs are no scores of classes. */
  classes: number[];
  /** Which of all outputs these are; empty where they are all. */
  chosen: string;
}
