// Written by `make wire` from splinewidgets/pictures/wire_types/robustness.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Point } from "./picture.ts";

/** Where an attack ends. */
export interface WireAttack {
  /** Its place on the slice, or the nearest one. */
  at: Point;
  /** From the point. */
  distance: number;
  /** From the plane of the slice. */
  off_plane: number;
  /** The class there. */
  predicted: string;
  /** Whether that is another one than the point's. */
  succeeded: boolean;
  /**
   * (D,) float32. The input in the order height, width, channel, where it is an image outside of the plane.
   */
  pixels?: WireArray;
}

/** What is exact within the plane of the slice around a point, in input units, and where attacks end. */
export interface WireRobustness {
  point: Point;
  predicted: string;
  /** Of the decision boundary, in the window. */
  nearest: Point | null;
  distance: number | null;
  /** The class beyond it. */
  other: string;
  certified_radius: number;
  /** Whether the window ends the certified disc, and not another class. */
  at_border: boolean;
  /** Of the disc for the Lipschitz constant, in which attacks search. */
  radius: number;
  /** The radius where none was chosen. */
  usual_radius: number;
  lipschitz: number;
  tile: number;
  /** Whether the slice is all of the input space. */
  flat: boolean;
  in_plane?: WireAttack;
  in_inputs?: WireAttack;
}
