// Written by `make wire` from splinewidgets/pictures/wire_types/inspection.py: change that.

import type { WireArray } from "./arrays.ts";
import type { WireOutput } from "./manifold.ts";
import type { Point } from "./picture.ts";

/** A quantity, and what it is in one sentence with its formula. */
export interface WireTerm {
  name: string;
  label: string;
  meaning: string;
}

/** An output at the input that is told of. */
export interface WireOutputRow {
  output: number;
  name: string;
  value: number;
  /** Its entry of c, where A is told. */
  constant?: number;
}

/** Rows of A, those of the first outputs that are told, R of them with D entries each. */
export interface WireMatrix {
  /** Of a row: [height, width] or [height, width, 3], or else [D] first entries. */
  shape: number[];
  /** (R, D) float32. */
  rows: WireArray;
  /** The size of the largest entry among these rows, at which colors end. */
  largest: number;
  /** Where rows are too large to be sent, an entry is the mean of squares of so many by so many. */
  block: number;
  /** How many entries of a row are not told. */
  more: number;
}

/** How many units of a layer are positive. */
export interface WireActiveUnits {
  layer: string;
  active: number;
  units: number;
}

/** A tile, or else a point where the network is sampled, at an input x of it. */
export interface WireInspected {
  picture: number;
  tile?: number;
  point?: Point;
  /** Nobody points anywhere, and nothing is selected: this is in the middle of the window. */
  resting: boolean;
  /** x, where inputs are images. */
  image?: WireOutput;
  /** The first entries of x, where it is none. */
  input: number[];
  /** Those of these entries. */
  input_names: string[];
  /** The largest first. */
  outputs: WireOutputRow[];
  more_outputs: number;
  matrix?: WireMatrix;
  /** Why something is not told; empty where all is. */
  without: string;
  active: WireActiveUnits[];
  facts: (readonly [term: string, value: string])[];
}

/** Units of a layer that are in another state on one tile than on the other. */
export interface WireSeparating {
  layer: string;
  /** The first of them. */
  units: number[];
  count: number;
}

/** Two tiles: what separates them, and a shortest path from one to the other. */
export interface WireBetween {
  picture: number;
  tiles: readonly [one: number, other: number];
  separating: WireSeparating[];
  /** Tiles, with both ends. */
  path: number[];
  /** The units that change on the way, a step each; one less than tiles. */
  crossed: string[];
}
