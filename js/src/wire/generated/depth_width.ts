// Written by `make wire` from splinewidgets/pictures/wire_types/depth_width.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Box, WireTiles } from "./picture.ts";

export type NetworkName = "folding" | "random" | "tent" | "square";

/** The tiles of a network of two inputs, and what it makes of each. */
export interface WireColoredTiles extends WireTiles {
  /** (T,) float32. The output in the middle of each tile, as a share from the least to the largest. */
  values: WireArray;
}

/** The graph of a network of one input, K vertices from side to side. */
export interface WireGraph {
  window: Box;
  /** (K, 2) float64. */
  vertices: WireArray;
  /** (n, 2) float64. Points of what it approximates. */
  target?: WireArray;
}

/** A number for each depth from 1 on. */
export interface WireSeries {
  name: "measured" | "lower" | "upper" | "one layer" | "growth" | "closed form";
  label: string;
  /** (D,) float64 or NaN. To base 10; NaN where it is not known. */
  logarithms: WireArray;
  /** The numbers themselves, all digits of those that are whole; empty where they are not known. */
  texts: string[];
}

/** Numbers over the depth, on a logarithmic scale. */
export interface WireCurves {
  title: string;
  series: WireSeries[];
}
