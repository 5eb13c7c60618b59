// Written by `make wire` from splinewidgets/widgets/training/metric_curves.py: change that.

import type { Nothing } from "./arrays.gen.ts";
import type { Clicked } from "./gestures.gen.ts";
import type { WireFigure } from "./training.gen.ts";

/** What `Curves` shares with its views. */
export interface CurveTraits {
  /** Where the cursor is. */
  checkpoint: number | null;
  /** A checkpoint wanted by hand. */
  clicked: Clicked | Nothing;
  /** What is wrong; empty when nothing is. */
  error: string;
  /** Figures side by side. */
  figures: WireFigure[];
  /** What it is compared to. */
  reference: number | null;
  /** The training step of each checkpoint. */
  steps: number[];
}
