// Written by `make wire` from splinewidgets/pictures/wire_types/engine.py: change that.

import type { WireArray } from "./arrays.ts";

/** The part of an affine value of n entries that an earlier one of m has. */
export interface WireEngineMatrix {
  of: number;
  /** (n, m) float32 or float64. */
  weight: WireArray;
}

/** The same by the k entries of its matrix that are not zero, row by row. */
export interface WireEngineSparseMatrix {
  of: number;
  /** (n + 1,) uint32. */
  starts: WireArray;
  /** (k,) uint32. */
  columns: WireArray;
  /** (k,) float32 or float64. */
  weights: WireArray;
}

export type WireEngineTerm = WireEngineMatrix | WireEngineSparseMatrix;

/** The sum of products with earlier values, and a bias. */
export interface WireEngineAffine {
  kind: "affine";
  out: number;
  terms: WireEngineTerm[];
  /** (n,) float32 or float64. */
  bias?: WireArray;
}

/** Some entries of an earlier value, in any order. */
export interface WireEngineTake {
  kind: "take";
  of: number;
  out: number;
  /** (n,) uint32. */
  entries: WireArray;
}

/** Each entry times its slope above zero or below. */
export interface WireEngineBend {
  kind: "bend";
  of: number;
  out: number;
  layer: number;
  /** (n,) float32 or float64. */
  above: WireArray;
  /** (n,) float32 or float64. */
  below: WireArray;
}

/** A function of each entry through K points, with slopes beyond both ends. */
export interface WireEnginePiecewise {
  kind: "piecewise";
  of: number;
  out: number;
  layer: number;
  /** (K, n) float32 or float64. */
  places: WireArray;
  /** (K, n) float32 or float64. */
  values: WireArray;
  /** (2, n) float32 or float64. */
  ends: WireArray;
}

/** The larger of two values, entry by entry; the smaller where the sign is -1. */
export interface WireEngineLarger {
  kind: "larger";
  of: number;
  other: number;
  out: number;
  layer: number;
  sign: number;
}

/** The largest of some entries for each unit; the smallest where the sign is -1. */
export interface WireEngineMaxima {
  kind: "maxima";
  of: number;
  out: number;
  layer: number;
  /** (units, size) uint32. */
  entries: WireArray;
  sign: number;
}

export type WireEngineStep =
  | WireEngineAffine
  | WireEngineTake
  | WireEngineBend
  | WireEnginePiecewise
  | WireEngineLarger
  | WireEngineMaxima;

/** A layer of units, as the network calls it. */
export interface WireEngineLayer {
  name: string;
  operation: string;
  units: number;
}

/** A network; values are told by their numbers. */
export interface WireEngineProgram {
  /** Of what is declared here: an engine refuses one that it does not know. */
  version: number;
  input_shape: number[];
  output_shape: number[];
  layers: WireEngineLayer[];
  /** Entries of each value. */
  widths: number[];
  steps: WireEngineStep[];
  output: number;
}
