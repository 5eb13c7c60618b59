// Written by `make wire` from splinewidgets/pictures/wire_types/training.py: change that.

import type { WireArray } from "./arrays.ts";

/** How a reference checkpoint is shown: not at all, beside the present one, or subtracted from it. */
export type Compare = "single" | "side" | "difference";

/** Metrics that are drawn together. */
export interface WireFigure {
  title: string;
  /** The name of each curve. */
  labels: string[];
  /** The color of each curve, as in CSS. */
  colors: string[];
  /** (curves, steps) float64 or NaN. NaN is a gap. */
  values: WireArray;
  /** Values are shares of 1. */
  share: boolean;
}
