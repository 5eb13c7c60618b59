// Written by `make wire` from splinewidgets/pictures/wire_types/initialization.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Point } from "./picture.ts";

/** Exact hyperplanes, or how many units of a layer cut each cell of a grid. */
export type Look = "lines" | "density";

/** The hyperplanes of a network in the window: S segments, those of earlier layers first. */
export interface WireLines {
  /** (S, 4) float32. x0, y0, x1, y1 in window coordinates: 0..1 from its lower left corner, y up. */
  segments: WireArray;
  /** (S,) uint8. */
  segment_layers: WireArray;
  tiles: number;
}

/**
 * How many units of one layer change sign in each cell of a grid over the window, from its lower left corner
 * on.
 */
export interface WireCells {
  /** (rows, columns) uint8 or uint16. */
  counts: WireArray;
}

/** Of one network, an entry for each layer. */
export interface WireMeasures {
  /**
   * The root of the mean squared distance from the data to the hyperplanes of the units, among the layer's
   * inputs.
   */
  distances: number[];
  /** The least that it could be for other biases. */
  minima: number[];
  /**
   * The mean distance to the nearest hyperplane, in the plane, of those data at which a unit depends on the
   * input; null where there are none.
   */
  nearest: (number | null)[];
  /** Of densities, near the data over far from them; null where there is nothing near or far. */
  ratios?: (number | null)[];
}

/** Points to begin with. */
export interface WireDataSet {
  name: string;
  title: string;
  points: Point[];
}
