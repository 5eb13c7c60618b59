// Written by `make wire` from splinewidgets/pictures/wire_types/shapes.py: change that.

import type { Point } from "./picture.ts";

/** What a shape is of, which gives it its color. */
export type ShapeRole =
  | "point"
  | "segment"
  | "path"
  | "nearest"
  | "certificate"
  | "attack"
  | "searched"
  | "tile";

/** A line through points of the slice; one that begins or ends in a handle follows it. */
export interface WirePolyline {
  role: ShapeRole;
  points: Point[];
}

/** A disc, with a radius in units of the slice. */
export interface WireDisc {
  role: ShapeRole;
  center: Point;
  radius: number;
  label: string;
}

/** A point with a label, which may be empty; of a handle it says what is moved. */
export interface WireMarker {
  role: ShapeRole;
  at: Point;
  label: string;
  /** Whether a hand moves it; handles come before all other markers. */
  handle?: boolean;
}

/**
 * All that one view draws on the slice, in its coordinates (u, v): it stays in its place while the window
 * moves.
 */
export interface WireShapes {
  /** The view. */
  owner: string;
  lines: WirePolyline[];
  discs: WireDisc[];
  markers: WireMarker[];
  /** The number of the last move of a handle that is in it. */
  seq?: number;
}

/** A handle of a view's being moved. */
export interface ShapeDrag {
  owner: string;
  index: number;
  at: Point;
  seq: number;
  done: boolean;
}
