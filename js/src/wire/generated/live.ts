// Written by `make wire` from splinewidgets/pictures/wire_types/live.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Scale } from "./colors.ts";
import type { WireEngineProgram } from "./engine.ts";
import type { Box, Range } from "./picture.ts";

/** How a measure that the engine knows is called and read. */
export interface WireLiveMeasure {
  name: string;
  label: string;
  unit: string;
  scale: Scale;
  /** What tiles without color are on a logarithmic scale. */
  zero: string;
}

/** The directions of the data map. */
export interface WireLiveMap {
  /** (D,) float64. */
  mean: WireArray;
  /** (2, D) float64. */
  components: WireArray;
}

/** N data, of which those near the slice are drawn. */
export interface WireLiveSamples {
  /** (N, D) float32. */
  inputs: WireArray;
  /** (N,) uint8. */
  labels: WireArray;
  /** (N,) uint8. 1 for data that the network puts into another class than theirs. */
  missed: WireArray;
  /** The distance from which on data are not drawn; null for one that is chosen for each slice. */
  cutoff: number | null;
}

/** Inputs that are images. */
export interface WireLiveImage {
  shape: number[];
  /** (D,) uint32. Which number of an input each number of a picture is. */
  order: WireArray;
  range: Range;
}

/** A network of D inputs, a plane through three of them, and what is drawn on it. */
export interface WireLive {
  program: WireEngineProgram;
  /** (D,) float64. */
  origin: WireArray;
  /** (2, D) float64. */
  axes: WireArray;
  /** The window to begin with. */
  home: Box;
  /** Room around the anchors in that window, as a share of their extent. */
  margin: number;
  measures: WireLiveMeasure[];
  samples?: WireLiveSamples;
  map?: WireLiveMap;
  image?: WireLiveImage;
}
