// Written by `make wire` from splinewidgets/pictures/wire_types/colors.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Range } from "./picture.ts";

export type Scale = "linear" | "log" | "class" | "pattern";

/** Of a color bar; "auto" is that of the measure. */
export type BarScale = "auto" | "linear" | "log";

export type Colormap = "viridis" | "cividis" | "magma";

/** A measure of N tiles or samples, and how to read it. */
export interface WireColors {
  /** The number of the picture that they are of. */
  picture: number;
  /** Of the measure that was asked for. */
  name: string;
  label: string;
  unit: string;
  scale: Scale;
  /** Of the color bar: most values lie in it. */
  range: Range;
  /**
   * (N,) float32 or NaN. One for each tile, or for each sample, row by row from the lower left; NaN for those
   * that have no color.
   *
   * On a logarithmic scale what is not above 0 has none, either.
   */
  values: WireArray;
  /**
   * (N,) float32 or NaN. The softmax probability of the class, where classes are shown; NaN outside of the
   * window.
   */
  confidence?: WireArray;
  /**
   * (L, N) uint8. Where activation patterns are shown, one of 256 colors for that in the first layers, after
   * each layer.
   */
  patterns?: WireArray;
  /** Their names, where classes are shown. */
  classes?: string[];
  /** What tiles without color are, where that is known of some. */
  zero?: string;
}
