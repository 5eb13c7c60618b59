// Written by `make wire` from splinewidgets/pictures/wire_types/diagram.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Point } from "./picture.ts";

/** Affine are sums with skip connections, what a choice is made between, and outputs. */
export type ColumnKind = "input" | "affine" | "unit" | "choice";

/** What n entries of a column have from m of an earlier one, `source`. */
export interface WireConnection {
  source: number;
  /** (n, m) float64. Where they are told one by one; of a choice 1 for what it can take. */
  weights?: WireArray;
  /** Whether each is an entry of a parameter, which a hand can change. */
  editable: boolean;
  /** The operations on the way. */
  through: string[];
  /**
   * (bins,) uint32. The numbers in the matrices on the way, counted in bins of one width from minus to plus
   * the largest size.
   */
  counts: WireArray;
  /** That size. */
  largest: number;
}

/** Activations of n units, continuous and piecewise affine, with k breaks each. */
export interface WireFunctions {
  /** (n, k) float64. */
  breaks: WireArray;
  /** (n, k) float64. */
  values: WireArray;
  /** (n, 2) float64. The slopes left of the first break and right of the last. */
  ends: WireArray;
}

/** The inputs, the units of a layer, the outputs, or numbers between. */
export interface WireColumn {
  kind: ColumnKind;
  name: string;
  /** Among the layers of the network; -1 for what is no layer. */
  layer: number;
  width: number;
  /** Of its entries, where these have names. */
  names: string[];
  /** (n,) float64. A unit's bias, where weights are told. */
  constant?: WireArray;
  /** Whether each is an entry of a parameter, which a hand can change. */
  biased: boolean;
  functions?: WireFunctions;
  /** A choice takes the largest entry, 1, or the smallest, -1. */
  sign: number;
  connections: WireConnection[];
}

/** The columns in the order in which they are computed. */
export interface WireNetwork {
  /** Tells it from other ones, and from itself with other weights. */
  number: number;
  columns: WireColumn[];
  output: number;
  /** Whether a page can compute all that the network does. */
  whole: boolean;
  /** Why no weight can be changed here; empty where they can. */
  fixed: string;
}

/**
 * Where a picture lies among the D inputs of a network: the input at (u, v) is origin + u axes[0] + v
 * axes[1].
 */
export interface WirePlane {
  picture: number;
  network: number;
  /** (D,) float64. */
  origin: WireArray;
  /** (2, D) float64. */
  axes: WireArray;
}

/** A tile that is pointed at, or selected. */
export interface WireActive {
  picture: number;
  tile: number;
  /** Its center of mass: of a tile thinner than what is drawn a page does not know it. */
  point: Point;
  /**
   * Of a network that a page cannot compute: how many units of each column are positive there, and -1 where
   * that is not said of it.
   */
  counts: number[];
}

/** A weight or a bias being changed by hand, to a value as it is drawn. */
export interface WeightEdit {
  column: number;
  unit: number;
  /** The column that the weight's entry is in; -1 for the unit's bias. */
  source: number;
  entry: number;
  value: number;
  seq: number;
  done: boolean;
}
