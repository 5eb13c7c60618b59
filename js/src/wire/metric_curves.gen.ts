// Written by `make wire` from splinewidgets/widgets/training/metric_curves.py: change that.

import type { Nothing } from "./arrays.gen.ts";
import type { Clicked } from "./gestures.gen.ts";
import type { WireFigure } from "./training.gen.ts";

/** What `Curves` shares with its views. */
export interface CurveTraits {
  /** A checkpoint wanted by hand. */
  _clicked: Clicked | Nothing;
  /** Figures side by side. */
  _figures: WireFigure[];
  /** Where the cursor is. */
  checkpoint: number | null;
  /** What is wrong; empty when nothing is. */
  error: string;
  /** What it is compared to. */
  reference: number | null;
  /** The training step of each checkpoint. */
  steps: number[];
}
