// Written by `make wire` from splinewidgets/widgets/training/metric_curves.py: change that.

import type { Nothing } from "./arrays.ts";
import type { Clicked } from "./gestures.ts";
import type { WireFigure } from "./training.ts";

/** What `Curves` shares with its views. */
export interface CurveTraits {
  /** A checkpoint that was clicked. */
  _clicked: Clicked | Nothing;
  /** Figures side by side. */
  _figures: WireFigure[];
  /** Checkpoint at the cursor. */
  checkpoint: number | null;
  /** Error message; empty without one. */
  error: string;
  /** Checkpoint that it is compared to. */
  reference: number | null;
  /** The training step of each checkpoint. */
  steps: number[];
}
