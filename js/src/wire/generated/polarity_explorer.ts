// Written by `make wire` from splinewidgets/widgets/polarity_explorer.py: change that.

import type { Nothing } from "./arrays.ts";
import type { State } from "./explorer.ts";
import type { Box, Pair, Range } from "./picture.ts";
import type { Diagnostics, WirePool, WireTrainingData } from "./polarity.ts";
import type { SaveRequest, WireSaved } from "./saving.ts";

/** What `PolarityExplorer` shares with its views. */
export interface PolarityTraits {
  /** Points of the training data. */
  _data: WireTrainingData | Nothing;
  /** Latents and their outputs. */
  _pool: WirePool | Nothing;
  /** Ends of the slider. */
  _rho_range: Range;
  /** A file that is wanted. */
  _save: SaveRequest | Nothing;
  /** The file, until the next message. */
  _saved: WireSaved | Nothing;
  /** Names of the two dimensions. */
  axes: Pair;
  /** The window (x0, x1, y0, y1) of both densities. */
  bounds: Box;
  class_names: string[];
  /**
   * Counts of the browser at rest: rho, effective_sample_size, chi_square (a degree of freedom), shares,
   * share_changes (by how much more than in the pool, relative to that), away (the share where no data are).
   */
  diagnostics: Diagnostics | Nothing;
  /** Error message; empty without one. */
  error: string;
  /** Height in pixels. */
  height: number;
  /** Whether a latent may be drawn again. */
  replace: boolean;
  /** The polarity. */
  rho: number;
  /** Number of samples. */
  samples: number;
  /** Present activity of the widget. */
  state: State;
  /** Result of the last computation, in words. */
  status: string;
}
