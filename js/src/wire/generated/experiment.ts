// Written by `make wire` from splinewidgets/pictures/wire_types/experiment.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Box } from "./picture.ts";

/** Where points come from. */
export type DataKind = "moons" | "spirals" | "circles" | "checkerboard" | "gaussians" | "formula" | "drawn";

export type Activation = "relu" | "leaky" | "abs" | "maxout" | "gelu";

export type LossKind = "cross_entropy" | "squared";

export type OptimizerKind = "sgd" | "momentum" | "adam";

/** The inputs x1 and x2 of a point, and its class. */
export type DrawnPoint = readonly [x1: number, x2: number, label: number];

/** The N points that a network is trained on. */
export interface WireExamples {
  /** (N, 2) float32. */
  points: WireArray;
  /** (N,) float32. Classes, or targets where these are numbers. */
  values: WireArray;
  /** Of the classes; none where targets are numbers. */
  names: string[];
  /** What the pad shows: inputs x1 from ... to ..., x2 from ... to ... */
  window: Box;
}

/** One thing to do. */
export interface Order {
  action: "step" | "reset";
  seq: number;
}
