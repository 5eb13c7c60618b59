// Written by `make wire` from splinewidgets/pictures/wire_types/landscape.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Box, Pair, Point, Range } from "./picture.ts";

export type SpotKind = "minimum" | "saddle";

export type LandscapePart = "surface" | "map" | "contours" | "tile lines" | "minima" | "trajectory";

export type LossScale = "linear" | "log";

/** A place of which there is something to say. */
export interface WireSpot {
  kind: SpotKind;
  at: Point;
  height: number;
  loss: string;
  words: string;
}

/**
 * A loss over a window.
 *
 * Heights are shares of the range that all landscapes of a widget have in common, from 0 to 1, on its scale;
 * places in arrays are shares of the window.
 */
export interface WireLandscape {
  id: number;
  name: string;
  /** What it is, and how far it can be trusted. */
  words: string;
  window: Box;
  /** (C,) float32. Where the columns of the grid are. */
  columns: WireArray;
  /** (R,) float32. */
  rows: WireArray;
  /** (R, C) float32 or NaN. NaN in a hole, and clamped to the range. */
  heights: WireArray;
  /** (n, 2, 3) float32. Segments of level lines: u, v and height of both ends. */
  contours: WireArray;
  /** (m, 2, 3) float32. The same of the edges of tiles, of which there are some where the loss is exact. */
  lines: WireArray;
  /** (s, 3) float32. The steps of a training, projected to the plane and at its heights. */
  trajectory: WireArray;
  spots: WireSpot[];
}

/** The way of a marble on a landscape. */
export interface WireWay {
  /** Of the landscape. */
  id: number;
  /** (k, 3) float32. Share of the window along u and v, and height, of each iterate. */
  way: WireArray;
  /** How it ended. */
  words: string;
}

/** Numbers over an axis. */
export interface WirePlotLine {
  name: string;
  /** (p,) float64. */
  x: WireArray;
  /** (p,) float64 or NaN. Logarithms to base 10 where the plot is logarithmic. */
  y: WireArray;
  /** Its last number, or another that says most. */
  words: string;
}

/** Some lines over one axis. */
export interface WirePlot {
  title: string;
  axis: string;
  logarithmic: boolean;
  lines: WirePlotLine[];
}

/** What the heights of 0 and 1 are. */
export interface WireLossRange {
  range: Range;
  scale: LossScale;
}

/** Where the pointer is, on which landscape; none where it is not. */
export interface WirePlace {
  seq: number;
  landscape?: number;
  at?: Point;
}

/** What there is to know of a place. */
export interface WirePlaceFacts {
  landscape: number;
  at: Point;
  /** Not there in a hole. */
  height?: number;
  /** Names and numbers. */
  rows: Pair[];
}
