// Written by `make wire` from splinewidgets/pictures/wire_types/spline.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Box, Point } from "./picture.ts";

export type ActivationName = "relu" | "leaky_relu" | "abs";

/** What is drawn beside the graph and its knots. */
export type SplinePart = "units" | "points" | "residuals";

/** The points (x[i], y[i]). */
export type PointList = readonly [x: number[], y: number[]];

/** A unit of the hidden layer, v g(w x + b). */
export interface WireUnit {
  w: number;
  b: number;
  v: number;
  /** Where it bends the graph; null where w = 0, and it does so nowhere. */
  knot: number | null;
  /** Of the graph there. */
  height: number | null;
  /** By how much the graph's slope grows there. */
  jump: number;
}

/** The graph in a window, V vertices and one piece fewer, and the network of n units that it is of. */
export interface WireSpline {
  window: Box;
  /** (V, 2) float64. From the left side of the window over the knots in it to the right side; x, y. */
  vertices: WireArray;
  /** (P, 2) float64. Slope and intercept of each piece in the window. */
  lines: WireArray;
  units: WireUnit[];
  /**
   * (n, 3, 2) float64. What each unit adds, at the sides of the window and at its knot between them; x, y.
   */
  parts: WireArray;
  /** Of the output, c. */
  bias: number;
  /** Slope of the activation below 0; above it is 1. */
  leak: number;
  /** (N,) float64. The graph's heights at the points. */
  fitted: WireArray;
}

/** Something a hand does to the graph, the weights or the points. */
export interface SplineEdit {
  seq: number;
  /** Changes when a new gesture begins; places and numbers are those to come to, from where it began. */
  gesture: number;
  act: "knot" | "height" | "weight" | "points" | "add" | "remove" | "fit" | "interpolate" | "home" | "undo";
  unit?: number;
  /** Where a knot, or the graph, is to go. */
  at?: Point;
  /** Which weight. */
  name?: "w" | "b" | "v" | "c";
  value?: number;
  points?: PointList;
  /** To undo; those below 0 are redone. */
  steps?: number;
}
